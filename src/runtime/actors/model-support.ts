/** Tells which models an actor was made with. */
export interface ModelSupport {
  readonly hasModel: boolean
  readonly models: readonly string[]
}

const support = new WeakMap<object, ModelSupport>()

/** Notes which models stand behind an actor's logic, without showing them. */
export function noteModelSupport<Logic extends object>(logic: Logic, facts: ModelSupport): Logic {
  support.set(logic, facts)
  return logic
}

/** Undefined for an actor that was not made by talkchart and so looks after itself. */
export function modelSupportOf(logic: unknown): ModelSupport | undefined {
  return typeof logic === 'object' && logic !== null ? support.get(logic) : undefined
}
