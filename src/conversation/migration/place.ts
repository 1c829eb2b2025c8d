import type { MachineConfigJson } from '../../machine/config.js'

/** Where a stored conversation stands: in a flow state and one of its substates, or at an end, which has no substate. */
export interface Place {
  readonly state: string
  readonly substate: string | null
}

/** Reads a state value of the machine. */
export function placeOf(value: string | Readonly<Record<string, string>>): Place {
  if (typeof value === 'string') return { state: value, substate: null }
  const [state = '', substate = ''] = Object.entries(value)[0] ?? []
  return { state, substate }
}

/** The machine's own value for a place. */
export function stateValueOf({ state, substate }: Place): string | Readonly<Record<string, string>> {
  return substate === null ? state : { [state]: substate }
}

/** Whether the machine has that state. */
export function hasState(config: MachineConfigJson, state: string): boolean {
  return Object.hasOwn(config.states, state)
}

/** Whether the machine can stand there. */
export function hasPlace(config: MachineConfigJson, { state, substate }: Place): boolean {
  const node = hasState(config, state) ? config.states[state] : undefined
  if (node === undefined) return false
  return substate === null ? node.type === 'final' : Object.hasOwn(node.states ?? {}, substate)
}
