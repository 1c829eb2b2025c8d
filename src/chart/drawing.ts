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

/** Names an end of the conversation, by its outcome; or the end of a digression, after which the state goes on that it left. */
export type ChartEnd = 'completed' | 'limit' | 'cancelled' | 'resumed'

/** Says what an edge leads to. */
export type ChartTarget = { readonly type: 'state'; readonly name: string } | { readonly type: 'end'; readonly name: ChartEnd }

/** Describes one flow state. */
export interface ChartState {
  readonly name: string
  /** The flow within the flow that it belongs to; null for the root's. */
  readonly flow: string | null
  readonly description: string | null
}

/** Describes one of the transitions that lead along an edge. */
export interface DrawingTransition {
  /** Its name; null where it has none: a limit, a miss, a silence, the end. */
  readonly name: string | null
  readonly kind: ChartEdgeKind
  /** Whether it is the state's own, or one of the flow's global transitions. */
  readonly scope: 'own' | 'global'
  /** When it is taken, in a few words; null where nothing else can happen. */
  readonly condition: string | null
}

/** Describes one line of a drawing: all that leads from a state the same way, in the same kind of line. */
export interface DrawingEdge {
  readonly from: string
  readonly to: ChartTarget
  /** The kind of its first transition. */
  readonly kind: ChartEdgeKind
  /** Whether it is dashed: a limit, a miss, a silence, a failure. */
  readonly isExceptional: boolean
  readonly transitions: readonly DrawingTransition[]
}

/** Lists what a drawing shows. `edges[N]` is the line whose element has the id `edge:N`. Plain JSON. */
export interface DrawingChart {
  /** The flow's name. */
  readonly name: string
  readonly direction: 'TB' | 'LR'
  readonly initial: ChartTarget
  readonly states: readonly ChartState[]
  /** The ends that are drawn. */
  readonly ends: readonly ChartEnd[]
  readonly edges: readonly DrawingEdge[]
}

/**
 * Holds what has to be known of a chart to mark it. A `DrawingChart` is one. So is a chart that is imported from a JSON file: TypeScript takes
 * its words for any texts.
 */
export interface MarkableChart {
  readonly states: readonly { readonly name: string }[]
  readonly ends: readonly string[]
  readonly edges: readonly {
    readonly from: string
    readonly to: { readonly type: string; readonly name: string }
    readonly transitions: readonly { readonly name: string | null; readonly kind: string }[]
  }[]
}
