import type { ChartEnd, ChartMarks } from '../chart/index.js'
import { isRecord } from '../diagnostics/json.js'

/** What is read of a machine's snapshot, as `useMachine` gives it. */
export interface ChartSnapshot {
  readonly status: string
  readonly context: { readonly state: string }
  readonly tags: ReadonlySet<string>
  readonly output?: unknown
}

const ENDS: readonly string[] = ['completed', 'limit', 'cancelled'] satisfies readonly ChartEnd[]

/** Returns what a drawing shows of a machine that is kept nowhere: where it is. */
export function marksOf({ status, context, tags, output }: ChartSnapshot): ChartMarks {
  const { state } = context
  if (status === 'done') return { state, status, outcome: isRecord(output) && isEnd(output.outcome) ? output.outcome : 'completed' }
  return { state, status: ['failed', 'listening'].find((tag) => tags.has(tag)) ?? 'busy' }
}

function isEnd(outcome: unknown): outcome is ChartEnd {
  return typeof outcome === 'string' && ENDS.includes(outcome)
}
