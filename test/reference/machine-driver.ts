import { setImmediate as nextMacrotask } from 'node:timers/promises'
import * as v from 'valibot'
import { vi } from 'vitest'
import { type AnyActor, createActor, fromPromise } from 'xstate'
import { compileFlow } from '../../src/compile/compile-flow.js'
import type { ConversationFlow } from '../../src/definition/flow.js'
import type { ConversationMachine } from '../../src/machine/conversation-machine.js'
import type { Answer, InvokeRequest } from './conversation.js'
import { EMITTED, isFailure, type Observation, sorted } from './observation.js'
import { PendingCalls } from './pending-model.js'
import { GUARDS } from './random-condition.js'
import { hookLog } from './random-state.js'

/** When every random conversation starts, in milliseconds since the epoch. */
export const STARTED_AT = Date.UTC(2030, 0, 1)

const CONVERSATION_ID = 'c'

const contextSchema = v.object({
  state: v.string(),
  data: v.record(v.string(), v.unknown()),
  messages: v.array(
    v.object({
      role: v.string(),
      text: v.string(),
      state: v.string(),
      turn: v.number(),
      at: v.number(),
      id: v.string(),
      interrupted: v.optional(v.boolean()),
      suggestions: v.optional(v.array(v.object({ label: v.string(), text: v.string() }))),
      by: v.optional(v.string()),
      name: v.optional(v.string()),
    }),
  ),
  visits: v.record(v.string(), v.number()),
  turn: v.number(),
  unjudgedTurns: v.optional(v.number(), 0),
  noMatches: v.number(),
  silences: v.optional(v.number(), 0),
  stack: v.optional(v.array(v.unknown()), []),
  loops: v.optional(v.record(v.string(), v.number()), {}),
  asking: v.optional(v.nullable(v.string()), null),
  inbox: v.array(v.object({ text: v.optional(v.string()), type: v.optional(v.string(), ''), id: v.optional(v.string()) })),
  seenIds: v.array(v.string()),
  usage: v.object({ modelCalls: v.number(), inputTokens: v.number(), outputTokens: v.number() }),
  error: v.nullable(v.object({ during: v.string(), code: v.nullish(v.string(), null) })),
})

const paramsSchema = v.record(v.string(), v.unknown())

/** The machine of a random flow: its calls wait for the script, its guards are those of the reference. */
export function scriptedMachine(flow: ConversationFlow, { model, actor }: PendingCalls): ConversationMachine {
  const lookUp = fromPromise<unknown, InvokeRequest['input']>(({ input, signal }) => actor('lookUp', input, signal))
  const machine = compileFlow(flow, { model, models: { careful: model }, actors: { lookUp } })
  const guards = Object.fromEntries(
    Object.entries(GUARDS).map(([name, guard]) => [
      name,
      ({ context }: { context: Pick<v.InferOutput<typeof contextSchema>, 'data'> }, params: unknown) =>
        guard(context.data, v.is(paramsSchema, params) ? params : undefined),
    ]),
  )
  return machine.provide({ guards })
}

/** Drives the compiled machine of one flow by the same steps as the reference. Needs faked `Date` and `setTimeout`. */
export class MachineDriver {
  protected readonly calls = new PendingCalls()
  protected readonly emitted: string[] = []
  protected readonly machine: ConversationMachine
  protected actor: AnyActor
  private crash: unknown

  constructor(flow: ConversationFlow) {
    this.machine = scriptedMachine(flow, this.calls)
    this.actor = this.watched(createActor(this.machine, { input: { conversationId: CONVERSATION_ID } }))
  }

  start(): Promise<void> {
    this.actor.start()
    return this.flush()
  }

  send(event: { readonly type: string; readonly [key: string]: unknown }): void {
    if (this.actor.getSnapshot().status === 'active') this.actor.send(event)
  }

  answer(id: string, given: Answer): void {
    this.calls.answer(id, given)
  }

  stream(id: string, piece: string): void {
    this.calls.stream(id, piece)
  }

  answerLate(pendingIds: readonly string[], given: Answer): void {
    this.calls.answerLate(pendingIds, given)
  }

  async passTime(milliseconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds)
  }

  /** Lets everything run that waits for nobody. */
  async flush(): Promise<void> {
    await nextMacrotask()
    await nextMacrotask()
  }

  stop(): void {
    this.actor.stop()
  }

  observe(): Observation {
    const snapshot = this.actor.getSnapshot()
    if (this.crash !== undefined) throw new Error('The machine has stopped with an error', { cause: this.crash })
    const context = v.parse(contextSchema, snapshot.context)
    const done = snapshot.status === 'done'
    return {
      ...context,
      at: placeOf(snapshot.value),
      visits: Object.fromEntries(Object.entries(context.visits).filter(([, count]) => count > 0)),
      inbox: done ? [] : context.inbox.map(({ text, type, id }) => [text ?? type, id ?? null]),
      requests: sorted(this.calls.takeMade()),
      emitted: this.emitted.splice(0).filter((type) => !isFailure(type)),
      hooks: hookLog.splice(0),
      outcome: done ? v.parse(v.object({ outcome: v.string() }), snapshot.output).outcome : null,
    }
  }

  protected watched(actor: AnyActor): AnyActor {
    for (const type of EMITTED) actor.on(type, () => this.emitted.push(type))
    actor.subscribe({ error: (error) => (this.crash = error) })
    return actor
  }
}

/** `{ greeting: 'listening' }` as `greeting.listening`. */
function placeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${placeOf(inner)}`)
    .join(' ')
}
