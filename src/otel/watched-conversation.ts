import { type Context, SpanKind, type Tracer } from '@opentelemetry/api'
import { isRecovered } from '../conversation/live/recovered.js'
import { isRecord } from '../diagnostics/json.js'
import { now } from './clock.js'
import { ABORTED, endSpan, errorType } from './failure.js'
import { NAMES, OPERATIONS } from './names.js'
import { type Position, readPosition } from './position.js'
import { type FlowFacts, TurnSpan } from './turn-span.js'

/** Actors that are no tools: timers, and the calls whose spans the model's own wrapper makes. */
const NO_TOOLS = new Set(['respond', 'understand', 'deadline'])

/** Spans of what runs, by the conversation: what calls a model finds its parent here. */
export type RunningTurns = Map<string, Context>

/** An actor that runs a conversation, as far as it is asked. */
interface Asked {
  getSnapshot(): unknown
}

/** One loaded conversation, whose turns become spans. */
export class WatchedConversation {
  readonly #tracer: Tracer
  readonly #running: RunningTurns
  readonly #actor: Asked
  readonly #flow: FlowFacts
  #turn: TurnSpan | undefined
  /** The number of the turn whose span is begun. */
  #number: number | undefined
  #isRecovered = false
  #isLoading = true
  /** Where the conversation stood after the last step. */
  #last: Position
  #lastTurnEnd = 0

  constructor(tracer: Tracer, running: RunningTurns, actor: Asked, flow: FlowFacts, position: Position) {
    this.#tracer = tracer
    this.#running = running
    this.#actor = actor
    this.#flow = flow
    this.#last = position
    this.#turn = this.#newTurn(false)
  }

  /** Hears an event for the conversation, from outside or from one of its actors. */
  hear(event: Readonly<Record<string, unknown>>): void {
    if (this.#turn !== undefined) return
    this.#isRecovered = isRecovered(event)
    const sentAt = event['at']
    const hasWaited = typeof sentAt === 'number' && sentAt < this.#lastTurnEnd
    this.#turn = this.#newTurn(hasWaited || event['type'] === 'xstate.done.actor.timeout')
  }

  /** Hears what the machine emits. */
  enter(state: string, transition: string | null): void {
    this.#current()?.enter(state, transition)
  }

  /** Takes in an actor that the machine has called; gives the end of its span. */
  call(source: string): ((snapshot: unknown) => void) | undefined {
    const turn = this.#current()
    if (source === 'deadline' || turn === undefined) return undefined
    const parent = this.#begin(turn)
    if (NO_TOOLS.has(source)) return undefined
    const attributes = { [NAMES.operation]: OPERATIONS.actor, [NAMES.toolName]: source, [NAMES.toolType]: 'function' }
    const span = this.#tracer.startSpan(`${OPERATIONS.actor} ${source}`, { kind: SpanKind.INTERNAL, attributes, startTime: now() }, parent)
    return (snapshot) => {
      if (!isRecord(snapshot) || snapshot['status'] === 'active') return
      if (snapshot['status'] === 'stopped') endSpan(span, now(), ABORTED)
      else endSpan(span, now(), snapshot['status'] === 'error' ? errorType(snapshot['error']) : undefined)
    }
  }

  /** Takes in a step of the machine. */
  move(snapshot: unknown): void {
    const position = readPosition(snapshot)
    if (position === undefined) return
    const turn = this.#current(position)
    this.#last = position
    if (turn === undefined) return
    if (position.phase === 'busy') {
      if (this.#isLoading && !turn.hasEntered) this.#isRecovered = true
      this.#begin(turn)
    } else if (turn.isBegun || turn.hasEntered || isOther(turn.before, position)) this.#end(turn, position)
    else this.#turn = undefined
    this.#isLoading = false
  }

  #newTurn(isApart: boolean): TurnSpan {
    return new TurnSpan({ tracer: this.#tracer, flow: this.#flow, before: this.#last, isApart })
  }

  /** Returns the turn that runs. A message that cut another one's reply off begins a turn of its own, without a rest between them. */
  #current(position = readPosition(this.#actor.getSnapshot())): TurnSpan | undefined {
    const turn = this.#turn
    if (turn === undefined || position === undefined || position.turn === (this.#number ?? position.turn)) return turn
    this.#end(turn, { ...this.#last, phase: 'listening' })
    this.#turn = this.#newTurn(false)
    return this.#turn
  }

  #begin(turn: TurnSpan): Context {
    const parent = turn.begin()
    this.#number ??= readPosition(this.#actor.getSnapshot())?.turn
    this.#running.set(this.#last.conversationId, parent)
    return parent
  }

  #end(turn: TurnSpan, position: Position): void {
    turn.end(position, this.#isRecovered)
    this.#running.delete(position.conversationId)
    this.#turn = undefined
    this.#number = undefined
    this.#isRecovered = false
    this.#lastTurnEnd = Date.now()
  }
}

/** Whether something has come of an event, though no state was entered and nothing was called. */
function isOther(before: Position, after: Position): boolean {
  return before.turn !== after.turn || before.phase !== after.phase || before.messages !== after.messages
}
