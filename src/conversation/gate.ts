import type { AnyActorLogic } from 'xstate'

/** Holds back the calls of a turn until the message that caused them is safe. */
export class Gate {
  #opened: Promise<void> = Promise.resolve()
  #isOpen = true
  #open: () => void = () => undefined

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  open(): void {
    this.#isOpen = true
    this.#open()
  }

  /** The same logic, whose work begins when the gate is open. */
  guard<Logic extends AnyActorLogic>(logic: Logic): Logic {
    const start: AnyActorLogic['start'] = (snapshot, scope) => {
      if (this.#isOpen) return logic.start?.(snapshot, scope)
      void this.#opened.then(() => {
        if (scope.self.getSnapshot().status === 'active') logic.start?.(snapshot, scope)
      })
    }
    // Delegation keeps every other part of the logic, a machine's methods included.
    return Object.create(logic, { start: { value: start } })
  }
}
