import { ratioOf, type Samples, spreadOf } from './sampling.js'

/** How many times its baseline a row may cost at the median, with what it aims at. A whole run fails beyond. */
interface Limit {
  readonly group: string
  readonly row: string
  readonly baseline: string
  readonly limit: number
  readonly aim?: number
}

/** Ratios rise when other work disturbs the machine, so the limits leave room for it. */
const LIMITS: readonly Limit[] = [
  { group: 'turn', row: 'actor, word for word', baseline: 'XState with invoke', limit: 1, aim: 0.75 },
  { group: 'turn', row: 'actor, model', baseline: 'XState with invoke', limit: 3.2, aim: 1.9 },
  { group: 'turn', row: 'send, word for word', baseline: 'XState with invoke', limit: 2, aim: 1.2 },
  { group: 'turn', row: 'send, model', baseline: 'XState with invoke', limit: 5.5, aim: 2.9 },
  { group: 'reopen', row: '3 states', baseline: 'XState with invoke', limit: 9, aim: 4 },
  { group: 'reopen', row: '300 states', baseline: '3 states', limit: 2 },
  { group: 'start', row: 'talkchart --help', baseline: 'node -e 0', limit: 2 },
  { group: 'start', row: 'talkchart check, a small flow', baseline: 'node -e 0', limit: 8, aim: 5 },
  { group: 'start', row: "import 'talkchart'", baseline: "import 'xstate'", limit: 4.8, aim: 2.6 },
  { group: 'paths', row: 'flowPaths, 300 states', baseline: 'flowPaths, 30 states', limit: 14 },
]

/** How much a row may cost at the median, in the unit of its group. */
interface Most {
  readonly group: string
  readonly row: string
  readonly most: number
}

/** What a person waits for is judged by itself. */
const MOST: readonly Most[] = [
  { group: 'playground', row: 'first paint', most: 300 },
  { group: 'playground', row: 'usable, with its chart', most: 1_000 },
  { group: 'layout', row: 'layout, 12 states', most: 100 },
  { group: 'layout', row: 'layout, 100 states', most: 1_000 },
  { group: 'layout', row: 'layout, 300 states', most: 5_000 },
  { group: 'explain', row: 'a message, customer_support', most: 10 },
  { group: 'explain', row: 'a message, sales_qualification', most: 10 },
]

/** Returns a sentence for each row of a group that was measured and costs more than it may. */
export function beyondLimits(group: string, samples: Samples): readonly string[] {
  const tooMuch = MOST.filter((limit) => limit.group === group).flatMap(({ row, most }) => {
    const { median } = spreadOf(samples[row] ?? [])
    return median > most ? [`${row} costs ${Math.round(median)}. It may cost ${most}.`] : []
  })
  const tooDear = LIMITS.filter((limit) => limit.group === group).flatMap(({ row, baseline, limit, aim }) => {
    const { median } = ratioOf(samples, row, baseline)
    if (!(median > limit)) return []
    const aimed = aim === undefined ? '' : `; the aim is ${aim}`
    return [`${row} costs ${median.toFixed(2)} times ${baseline}. It may cost ${limit} times${aimed}.`]
  })
  return [...tooMuch, ...tooDear]
}
