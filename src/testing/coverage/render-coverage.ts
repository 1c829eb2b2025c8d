import { visible } from '../../diagnostics/quote.js'
import type { CoverageCount, FlowCoverage } from './coverage.js'

const KINDS = ['states', 'transitions', 'alternatives'] as const

/**
 * Returns the share that was covered, in percent, rounded down: 100 means all of it. Nothing to cover is covered.
 *
 * @returns a whole number from 0 to 100
 * @example percentOf({ covered: 2, total: 3 }) // 66
 */
export function percentOf({ covered, total }: CoverageCount): number {
  return total === 0 ? 100 : Math.floor((covered / total) * 100)
}

/**
 * Tells whether states, transitions and alternatives each reach a share, in percent.
 *
 * @param percent the least share of each, from 0 to 100
 * @example meetsThreshold(await coverage(flow, []), 80) // false
 */
export function meetsThreshold({ states, transitions, alternatives }: FlowCoverage, percent: number): boolean {
  return [states, transitions, alternatives].every((count) => percentOf(count) >= percent)
}

/**
 * Renders coverage as a table for people, with what was never come to.
 *
 * @example
 * const measured = await coverage(flow, [])
 * renderCoverage(measured).split('\n')[0] // 'simple_greeting: 0 conversations'
 */
export function renderCoverage(coverage: FlowCoverage): string {
  const { flow, transcripts, items, unknownStates } = coverage
  const rows = KINDS.map((name) => rowOf(name, coverage[name]))
  const missed = items.filter(({ hits }) => hits === 0).map(({ description }) => `  ${visible(description)}`)
  return [
    `${visible(flow)}: ${transcripts} ${transcripts === 1 ? 'conversation' : 'conversations'}`,
    ...rows,
    ...(missed.length === 0 ? [] : ['never:', ...missed]),
    ...(unknownStates.length === 0 ? [] : [`states that the flow does not have: ${unknownStates.map(visible).join(', ')}`]),
  ].join('\n')
}

/**
 * Renders coverage in the format of lcov, as CI services read it: states as functions, transitions and alternatives as branches. Their numbers
 * stand for lines, since a flow has none.
 *
 * @returns the text of an lcov file, with a line break at its end
 * @example renderLcov(await coverage(flow, [])).split('\n')[1] // 'SF:simple_greeting'
 */
export function renderLcov({ flow, items, states, transitions, alternatives }: FlowCoverage): string {
  const functions = items.filter(({ kind }) => kind === 'state')
  const branches = items.filter(({ kind }) => kind !== 'state')
  return [
    'TN:',
    `SF:${visible(flow)}`,
    ...functions.map(({ description }, position) => `FN:${position + 1},${visible(description)}`),
    ...functions.map(({ description, hits }) => `FNDA:${hits},${visible(description)}`),
    `FNF:${states.total}`,
    `FNH:${states.covered}`,
    ...branches.map(({ kind, hits }, position) => `BRDA:${position + 1},${kind === 'transition' ? 0 : 1},${position},${hits}`),
    `BRF:${transitions.total + alternatives.total}`,
    `BRH:${transitions.covered + alternatives.covered}`,
    'end_of_record',
    '',
  ].join('\n')
}

function rowOf(name: string, count: CoverageCount): string {
  return `  ${name.padEnd(12)} ${String(percentOf(count)).padStart(3)} %  ${count.covered} of ${count.total}`
}
