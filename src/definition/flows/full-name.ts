/** What stands between a flow's name and a state's own name in its full name. No state's own name holds it. */
const SEPARATOR = '/'

/** Returns the full name of a state of one of the flow's flows. */
export function fullName(flowName: string, state: string): string {
  return `${flowName}${SEPARATOR}${state}`
}

/** Returns the flow that a state belongs to, by its full name; null for a state of the root. */
export function flowNameOf(state: string): string | null {
  const end = state.indexOf(SEPARATOR)
  return end < 0 ? null : state.slice(0, end)
}

/** Returns the name that a state has in its own flow. */
export function ownName(state: string): string {
  return state.slice(state.indexOf(SEPARATOR) + 1)
}
