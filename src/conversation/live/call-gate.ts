import type { AnyActorLogic } from 'xstate'

/** The gates of running conversations, by the actor system in which each runs. So one machine serves all conversations. */
const gates = new WeakMap<object, CallGate>()

/** Holds back the calls of a turn until the message that caused them is stored. */
export class CallGate {
  #isOpen = true
  #waiting: (() => void)[] = []

  /** @param system the actor system whose calls pass this gate */
  constructor(system: object) {
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
}

/** Returns the same logic, whose work begins when its conversation's gate is open. */
export function behindGate<Logic extends AnyActorLogic>(logic: Logic): Logic {
  const start: AnyActorLogic['start'] = (snapshot, scope) => {
    const gate = gates.get(scope.system)
    if (gate === undefined) return logic.start?.(snapshot, scope)
    gate.whenOpen(() => {
      if (scope.self.getSnapshot().status === 'active') logic.start?.(snapshot, scope)
    })
  }
  // Delegation keeps every other part of the logic, a machine's methods included.
  return Object.create(logic, { start: { value: start } })
}
