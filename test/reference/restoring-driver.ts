import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { createActor } from 'xstate'
import type { ConversationFlow } from '../../src/definition/flow.js'
import { machineFromConfig } from '../../src/runtime/machine-from-config.js'
import type { Request } from './conversation.js'
import { MachineDriver } from './machine-driver.js'
import { sorted } from './observation.js'

/** What happens to a conversation in one step, besides the step. */
export interface RestorePoint {
  /** After how many microtasks of the step it is restored; null when nothing is restored before the step is over. */
  readonly within: number | null
  /** Whether it is restored again when nothing runs any more that waits for nobody. */
  readonly after: boolean
  /** On the machine itself, or on one made of its config, which went through JSON too. */
  readonly by: 'machine' | 'config'
}

const persistedSchema = v.object({ children: v.record(v.string(), v.unknown()) })

const NOWHERE: RestorePoint = { within: null, after: false, by: 'machine' }

/** Drives a machine that is persisted, sent through JSON and restored between the steps of a script, and in the middle of them. */
export class RestoringDriver extends MachineDriver {
  private readonly points: RestorePoint[]
  private readonly kept: Request[] = []

  constructor(flow: ConversationFlow, points: readonly RestorePoint[]) {
    super(flow)
    this.points = [...points]
  }

  override async flush(): Promise<void> {
    const { within, after, by } = this.points.shift() ?? NOWHERE
    if (within !== null) {
      for (let microtask = 0; microtask < within; microtask += 1) await undefined
      this.restore(by)
    }
    await super.flush()
    if (!after) return
    this.restore(by)
    await super.flush()
  }

  override observe() {
    const observation = super.observe()
    return { ...observation, requests: sorted([...this.kept.splice(0), ...observation.requests]) }
  }

  private restore(by: RestorePoint['by']): void {
    this.kept.push(...this.calls.takeMade())
    const persisted: unknown = JSON.parse(JSON.stringify(this.actor.getPersistedSnapshot()))
    const waitedFor = this.waitedForBy(persisted)
    this.actor.stop()
    if (waitedFor.some(({ kind }) => kind === 'respond')) this.forgetPieces()
    const machine =
      by === 'machine' ? this.machine : machineFromConfig(JSON.parse(JSON.stringify(this.machine.config)), this.machine.implementations)
    this.actor = this.watched(createActor(machine, { snapshot: persisted as never })).start()
    this.answerAgain(waitedFor)
  }

  /** The open calls of the actors that run in a snapshot. */
  private waitedForBy(persisted: unknown): Request[] {
    const { children } = v.parse(persistedSchema, persisted)
    const inputs = JSON.stringify(Object.values(children))
    const open = this.calls.waitedFor().filter(({ id }) => inputs.includes(JSON.stringify(id)))
    return open.filter((request, index) => !open.slice(index + 1).some((later) => isDeepStrictEqual(later, request)))
  }

  /** The calls that ran are made again, word for word. One of them that was answered and not yet heard is answered so once more. */
  private answerAgain(waitedFor: readonly Request[]): void {
    const left = [...waitedFor]
    for (const request of this.calls.takeMade()) {
      const place = left.findIndex((other) => isDeepStrictEqual(other, request))
      if (place >= 0) {
        left.splice(place, 1)
        continue
      }
      const given = this.calls.givenTo(request)
      if (!given) throw new Error(`The restored machine asks what was not asked before: ${JSON.stringify(request)}`)
      this.forgetPieces()
      this.calls.answer(request.id, given)
    }
    if (left.length > 0) throw new Error(`The restored machine no longer asks: ${JSON.stringify(left)}`)
  }

  /** A reply that is made again is streamed again, from its first word. */
  private forgetPieces(): void {
    while (this.emitted.at(-1) === 'reply.delta') this.emitted.pop()
  }
}
