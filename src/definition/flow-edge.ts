/**
 * Names why an edge is taken: an own or a global transition, `advanceTo`, misses in a row, the user's silence, a limit, a failed `invoke`, or an event; the
 * call of a flow by a state or by a transition, the return by an outcome that the caller names, and the resuming of the state that digressed.
 */
export type FlowEdgeKind =
  | 'transition'
  | 'collected'
  | 'corrected'
  | 'global'
  | 'advance'
  | 'noMatch'
  | 'timeout'
  | 'limit'
  | 'error'
  | 'event'
  | 'call'
  | 'digression'
  | 'return'
  | 'resume'

/** Describes one way from a state to a state. */
export interface FlowEdge {
  readonly from: string
  readonly to: string
  readonly kind: FlowEdgeKind
  /** The transition's name, for the kinds `transition`, `global` and `digression`; the outcome's, for `return`; the event's, for `event`. */
  readonly name?: string
}
