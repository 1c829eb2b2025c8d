/**
 * Names why an edge is taken: an own or a global transition, `advanceTo`, misses in a row, the user's silence, a limit, or a failed `invoke`; the
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
  | 'call'
  | 'digression'
  | 'return'
  | 'resume'

/** Describes one way from a state to a state. */
export interface FlowEdge {
  readonly from: string
  readonly to: string
  readonly kind: FlowEdgeKind
  /** The transition's name, for the kinds `transition`, `global` and `digression`; the outcome's, for `return`. */
  readonly name?: string
}
