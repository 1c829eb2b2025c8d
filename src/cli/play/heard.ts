import type { OpenMachineOptions } from '../../conversation/index.js'
import { isRecord, type JsonValue } from '../../diagnostics/json.js'

/** What came of a call, as the machine was told it. */
export interface HeardOutput {
  readonly turn: number
  readonly actor: 'understand' | 'work'
  readonly output: JsonValue
}

/** How many conversations' answers are kept. */
const MOST_CONVERSATIONS = 200

const OUTPUT_OF = /^xstate\.done\.actor\.(understand|work)$/

/** Keeps what models, and the flow's own functions and actors, have answered since this process runs: explanations and paths tell of it. */
export class Heard {
  readonly #outputs = new Map<string, readonly HeardOutput[]>()

  /** Returns what was answered in a conversation, in order; of turns that were taken back, nothing. */
  of(conversationId: string): readonly HeardOutput[] {
    return this.#outputs.get(conversationId) ?? []
  }

  /** Lets a fork know what was answered until it parted. */
  fork(id: string, turn: number, to: string): void {
    this.#keep(
      to,
      this.of(id).filter((heard) => heard.turn <= turn),
    )
  }

  /** Listens to the conversations of a host, as its `inspect`. */
  readonly inspect: NonNullable<OpenMachineOptions['inspect']> = (inspected) => {
    const { actorRef, event }: { readonly actorRef?: unknown; readonly event?: unknown } = Object(inspected)
    if (!isRecord(event) || typeof event.type !== 'string') return
    const actor = OUTPUT_OF.exec(event.type)?.[1]
    if (actor === undefined && event.type !== 'user.message') return
    const place = placeOf(actorRef)
    if (place === undefined) return
    const { id, turn } = place
    const known = this.of(id)
    if (actor === undefined)
      this.#keep(
        id,
        known.filter((heard) => heard.turn <= turn),
      )
    else if (actor === 'understand' || actor === 'work') this.#keep(id, [...known, { turn, actor, output: copyOf(event.output) }])
  }

  #keep(id: string, outputs: readonly HeardOutput[]): void {
    this.#outputs.delete(id)
    this.#outputs.set(id, outputs)
    const [oldest] = this.#outputs.keys()
    if (this.#outputs.size > MOST_CONVERSATIONS && oldest !== undefined) this.#outputs.delete(oldest)
  }
}

/** Returns which conversation an actor is, and its turn; undefined for other actors. */
function placeOf(actorRef: unknown): { readonly id: string; readonly turn: number } | undefined {
  const { getSnapshot }: { readonly getSnapshot?: unknown } = Object(actorRef)
  if (typeof getSnapshot !== 'function') return undefined
  const snapshot: unknown = Reflect.apply(getSnapshot, actorRef, [])
  const { context } = Object(snapshot)
  const { conversationId: id, turn }: { readonly conversationId?: unknown; readonly turn?: unknown } = Object(context)
  return typeof id === 'string' && typeof turn === 'number' ? { id, turn } : undefined
}

/** What an actor of the flow's own gives may be anything. */
function copyOf(output: unknown): JsonValue {
  return JSON.parse(JSON.stringify(output ?? null))
}
