import type { AnyActorLogic, AnyActorRef, EventObject } from 'xstate'
import { TIME_IS_UP } from '../../runtime/actors/conversation-actors.js'

/** The gates of running conversations, by the actor system in which each runs. So one machine serves all conversations. */
const gates = new WeakMap<object, CallGate>()

/**
 * Answers that calls got in turns which were not committed, because another writer was first. When the same call is due again, its answer is
 * taken from here. The key is all that was asked.
 */
export type HeardAnswers = Map<string, unknown>

/** Holds back the calls of a turn until the message that caused them is stored. */
export class CallGate {
  readonly #answers: HeardAnswers | undefined
  /** Called when a timer is due; undefined where timers fire by themselves. */
  onTimer: (() => void) | undefined
  #isOpen = true
  #waiting: (() => void)[] = []

  /**
   * @param system the actor system whose calls pass this gate
   * @param answers what was heard before the conversation was loaded anew; undefined where no answer is kept
   */
  constructor(system: object, answers: HeardAnswers | undefined) {
    this.#answers = answers
    gates.set(system, this)
  }

  close(): void {
    this.#isOpen = false
  }

  open(): void {
    this.#isOpen = true
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const work of waiting) work()
  }

  /** Runs the work at once, or as soon as the gate is opened. */
  whenOpen(work: () => void): void {
    if (this.#isOpen) work()
    else this.#waiting.push(work)
  }

  hear(name: string, input: unknown, answer: unknown): void {
    if (input !== undefined) this.#answers?.set(keyOf(name, input), answer)
  }

  /** Returns the answer that the same call got before; undefined when it got none. */
  heard(name: string, input: unknown): unknown {
    if (this.#answers === undefined || this.#answers.size === 0) return undefined
    return this.#answers.get(keyOf(name, input))
  }

  /** Forgets the answers: what they led to is stored. */
  forgetAnswers(): void {
    this.#answers?.clear()
  }
}

const ANSWERED = 'talkchart.answered'

/** Returns the same logic, whose work begins when its conversation's gate is open, unless the same call was answered before. */
export function behindGate<Logic extends AnyActorLogic>(name: string, logic: Logic): Logic {
  const start: AnyActorLogic['start'] = (snapshot, scope) => {
    const gate = gates.get(scope.system)
    if (gate === undefined) return logic.start?.(snapshot, scope)
    gate.whenOpen(() => {
      if (scope.self.getSnapshot().status !== 'active') return
      const answer = gate.heard(name, snapshot.input)
      if (answer === undefined) logic.start?.(snapshot, scope)
      else queueMicrotask(() => tell(scope.self, answer))
    })
  }
  const transition: AnyActorLogic['transition'] = (snapshot, event, scope) => {
    if (event.type === ANSWERED) return { ...snapshot, status: 'done', output: Reflect.get(event, 'answer'), error: undefined }
    const next = logic.transition(snapshot, event, scope)
    if (next.status === 'done' && snapshot.status === 'active') gates.get(scope.system)?.hear(name, snapshot.input, next.output)
    return next
  }
  // Delegation keeps every other part of the logic, a machine's methods included.
  return Object.create(logic, { start: { value: start }, transition: { value: transition } })
}

/**
 * Returns the same timer, which tells its conversation's gate that it is due instead of firing, where the gate wants to know: other processes may have
 * the same conversation open, and one of them only lets it fire.
 */
export function timerBehindGate<Logic extends AnyActorLogic>(logic: Logic): Logic {
  const transition: AnyActorLogic['transition'] = (snapshot, event, scope) => {
    // What fires before its time must not tell of it later.
    if (event === TIME_IS_UP) logic.transition(snapshot, { type: 'xstate.stop' }, scope)
    const onTimer = event.type === TIME_IS_UP.type && event !== TIME_IS_UP ? gates.get(scope.system)?.onTimer : undefined
    if (onTimer === undefined) return logic.transition(snapshot, event, scope)
    onTimer()
    return snapshot
  }
  return Object.create(logic, { transition: { value: transition } })
}

function tell(actor: AnyActorRef, answer: unknown): void {
  const event: EventObject & { readonly answer: unknown } = { type: ANSWERED, answer }
  actor.send(event)
}

function keyOf(name: string, input: unknown): string {
  return JSON.stringify([name, input])
}
