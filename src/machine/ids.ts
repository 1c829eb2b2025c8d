/** The substates that a flow state may hold. */
export type Substate =
  | 'invoking'
  | 'responding'
  | 'spoken'
  | 'understandingReply'
  | 'understoodReply'
  | 'collecting'
  | 'listening'
  | 'understanding'
  | 'understood'
  | 'failed'

export const COMPLETED = '$completed'
export const LIMIT = '$limit'
/** Passed on the way back to a state that digressed, and never rested in. */
export const RESUME = '$resume'
export const CANCELLED = '$cancelled'

/** `$` can not stand in a flow state's name, so these ids never collide. */
export function substateId(state: string, substate: Substate): string {
  return `${state}$${substate}`
}

export function targetOf(id: string): string {
  return `#${id}`
}
