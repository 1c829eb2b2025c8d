import type { AnyActorLogic } from 'xstate'

/** The gates of running conversations, by the actor system in which each runs: so that one machine serves all of them. */
const gates = new WeakMap<object, Gate>()

/** Holds back the calls of a turn until the message that caused them is safe. */
export class Gate {
  #isOpen = true
  #open: () => void = () => undefined

  constructor(system: object) {
    gates.set(system, this)
  }

  close(): void {
    this.#isOpen = false
  }

  open(): void {
    const open = this.#open
    this.#isOpen = true
    this.#open = () => undefined
    open()
  }

  /** Does it as soon as the gate is open. */
  whenOpen(work: () => void): void {
    if (this.#isOpen) {
      work()
      return
    }
    const before = this.#open
    this.#open = () => {
      before()
      work()
    }
  }
}

/** The same logic, whose work begins when its conversation's gate is open. */
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
