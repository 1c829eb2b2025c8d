import type { MachineConfigJson } from './config.js'

/** A position in a machine: a flow state and one of its substates, or an end, which has no substate. */
export interface StatePosition {
  readonly state: string
  readonly substate: string | null
}

/** Reads a state value of the machine. */
export function positionOf(value: unknown): StatePosition {
  if (typeof value === 'string') return { state: value, substate: null }
  const [state = '', substate = ''] = Object.entries(Object(value))[0] ?? []
  return { state, substate: String(substate) }
}

/** Returns the machine's own value for a position. */
export function stateValueOf({ state, substate }: StatePosition): string | Readonly<Record<string, string>> {
  return substate === null ? state : { [state]: substate }
}

/** Tells whether the machine has that state. */
export function hasState(config: MachineConfigJson, state: string): boolean {
  return Object.hasOwn(config.states, state)
}

/** Tells whether the machine can stand there. */
export function hasPosition(config: MachineConfigJson, { state, substate }: StatePosition): boolean {
  const node = hasState(config, state) ? config.states[state] : undefined
  if (node === undefined) return false
  return substate === null ? node.type === 'final' : Object.hasOwn(node.states ?? {}, substate)
}
