import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { now } from './clock.js'
import { ABORTED, endSpan } from './failure.js'
import { NAMES, OPERATIONS, STATE_ENTERED } from './names.js'
import type { Position } from './position.js'

/** The flow of a conversation. */
export interface FlowFacts {
  readonly name: string
  readonly version: string
}

interface TurnFacts {
  readonly tracer: Tracer
  readonly flow: FlowFacts
  /** Where the conversation stood before. */
  readonly before: Position
  /** Whether the turn is no part of what this process does at the moment: a timer's, or that of a message that had to wait. */
  readonly isApart: boolean
}

interface EnteredState {
  readonly state: string
  readonly transition: string | null
  readonly at: number
}

/** The span of one turn. It is begun only when something comes of the event that may be the turn's first. */
export class TurnSpan {
  readonly before: Position
  readonly #facts: TurnFacts
  readonly #startTime = now()
  readonly #parent: Context
  readonly #entered: EnteredState[] = []
  #span: Span | undefined
  #context: Context

  constructor(facts: TurnFacts) {
    this.before = facts.before
    this.#facts = facts
    this.#parent = facts.isApart ? ROOT_CONTEXT : context.active()
    this.#context = this.#parent
  }

  /** Whether a state was entered. */
  get hasEntered(): boolean {
    return this.#entered.length > 0
  }

  get isBegun(): boolean {
    return this.#span !== undefined
  }

  /** Begins the span, unless it is; what the turn calls has the context as its parent. */
  begin(): Context {
    if (this.#span !== undefined) return this.#context
    const { tracer, flow, before } = this.#facts
    const attributes = {
      [NAMES.operation]: OPERATIONS.turn,
      [NAMES.agent]: flow.name,
      [NAMES.conversation]: before.conversationId,
      [NAMES.flowVersion]: flow.version,
    }
    const options = { kind: SpanKind.INTERNAL, startTime: this.#startTime, attributes }
    this.#span = tracer.startSpan(`${OPERATIONS.turn} ${flow.name}`, options, this.#parent)
    this.#context = trace.setSpan(this.#parent, this.#span)
    return this.#context
  }

  enter(state: string, transition: string | null): void {
    this.#entered.push({ state, transition, at: now() })
  }

  end(after: Position, isRecovered: boolean): void {
    this.begin()
    const span = this.#span
    if (span === undefined) return
    for (const { state, transition, at } of this.#entered) {
      span.addEvent(STATE_ENTERED, { [NAMES.state]: state, ...(transition !== null && { [NAMES.transition]: transition }) }, at)
    }
    const fired = this.#entered.find(({ transition }) => transition !== null)?.transition
    span.setAttributes({
      [NAMES.turn]: after.turn,
      [NAMES.state]: after.state,
      [NAMES.phase]: after.phase,
      [NAMES.recovered]: isRecovered,
      [NAMES.inputTokens]: after.usage.inputTokens - this.before.usage.inputTokens,
      [NAMES.outputTokens]: after.usage.outputTokens - this.before.usage.outputTokens,
      ...(typeof fired === 'string' && { [NAMES.transition]: fired }),
    })
    endSpan(span, now(), failureOf(after))
  }
}

function failureOf({ phase, failure }: Position): string | undefined {
  if (phase === 'stopped') return ABORTED
  return phase === 'broken' ? '_OTHER' : failure
}
