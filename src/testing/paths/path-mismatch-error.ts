import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { describeStep } from '../script/path-step.js'
import type { ExpectedState } from './expected-state.js'
import type { FlowPath } from './flow-path.js'

/** Reports that a path led elsewhere than it says. */
export class PathMismatchError extends TalkchartError {
  static {
    PathMismatchError.prototype.name = 'PathMismatchError'
  }

  /** The title of the path. */
  readonly path: string
  /** Which step differs, from 0; -1 for the start. */
  readonly step: number
  readonly expected: Partial<ExpectedState>
  readonly found: Partial<ExpectedState>

  constructor(path: FlowPath, step: number, expected: Partial<ExpectedState>, found: Partial<ExpectedState>) {
    super('path-mismatch', messageOf(path, step, expected, found))
    this.path = path.title
    this.step = step
    this.expected = expected
    this.found = found
  }
}

function messageOf(path: FlowPath, position: number, expected: Partial<ExpectedState>, found: Partial<ExpectedState>): string {
  const taken = path.steps[position]?.step
  const from = position < 1 ? path.start.state : path.steps[position - 1]?.expected.state
  const where =
    taken === undefined ? 'At the start' : `At step ${position + 1} of ${path.steps.length}, in state "${from}" (${describeStep(taken)})`
  return `The path "${path.title}" leads elsewhere.\n  ${where}\n  expected: ${describeMoment(expected)}\n  found: ${describeMoment(found)}`
}

function describeMoment({ state, phase, transition, outcome, entered, data, said, suggestions }: Partial<ExpectedState>): string {
  const facts = [
    state === undefined ? [] : [`state "${state}"`],
    phase === undefined ? [] : [phase],
    transition === undefined ? [] : [transition === null ? 'no transition' : `transition "${transition}"`],
    outcome === undefined || outcome === null ? [] : [`outcome "${outcome}"`],
    entered === undefined ? [] : [entered.length === 0 ? 'enters nothing' : `enters ${entered.join(', ')}`],
    data === undefined ? [] : [`data ${JSON.stringify(data)}`],
    said === undefined ? [] : [`says ${JSON.stringify(said)}`],
    suggestions === undefined ? [] : [`suggests ${JSON.stringify(suggestions)}`],
  ]
  return facts.flat().join(', ')
}
