/**
 * Names why an edge is taken: a named transition, `advanceTo`, misses in a row, the user's silence, an event, a limit, a failed `invoke`, or
 * because a terminal state has spoken; the call of a flow by a state or by a transition, its return by an outcome, and the resuming of the
 * state that digressed.
 */
export type ChartEdgeKind =
  | 'transition'
  | 'advance'
  | 'noMatch'
  | 'timeout'
  | 'event'
  | 'limit'
  | 'error'
  | 'end'
  | 'call'
  | 'digression'
  | 'return'
  | 'resume'

/** An end of the conversation, by its outcome; or the end of a digression, after which the state goes on that it left. */
export type ChartEnd = 'completed' | 'limit' | 'cancelled' | 'resumed'

/** One way from a flow state to a flow state or an end, however many of the machine's transitions lead along it. */
export interface ChartEdge {
  readonly from: string
  readonly to: ChartTarget
  readonly kind: ChartEdgeKind
  /** The transition's name, for the kind `transition`. */
  readonly name: string | null
  /** When it is taken, in a few words; null where nothing else can happen. */
  readonly condition: string | null
}

/** What an edge leads to. */
export type ChartTarget = { readonly type: 'state'; readonly name: string } | { readonly type: 'end'; readonly name: ChartEnd }

/** One flow state. */
export interface ChartState {
  readonly name: string
  /** The flow within the flow that it belongs to; null for the root's. */
  readonly flow: string | null
  readonly description: string | null
}

/** A compiled machine as people draw it: its flow states and ends, and the ways between them. */
export interface Chart {
  readonly name: string
  readonly initial: ChartTarget
  readonly states: readonly ChartState[]
  readonly edges: readonly ChartEdge[]
}
