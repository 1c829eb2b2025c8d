import type { ConversationOutcome } from '../../machine/context.js'
import { positionOf } from '../../machine/state-position.js'
import { describeStep, type PathStep } from '../script/path-step.js'
import type { ExpectedState } from './expected-state.js'
import type { ObservedState, StartData } from './observed-state.js'
import type { Walk } from './walk.js'
import { NOTHING_WATCHED, type Watched, watchedOf } from './watched.js'

/** Describes one step of a path, and what it has to lead to. */
export interface FlowPathStep {
  readonly step: PathStep
  readonly expected: ExpectedState
}

/** Describes a conversation from its beginning, word by word and answer by answer. Plain JSON. */
export interface FlowPath {
  /** What it is about, for people; different for each path of a flow. */
  readonly title: string
  /** The data that the conversation starts with, over the flow's own. */
  readonly data: StartData
  /** Where the conversation stands before the first step. */
  readonly start: ExpectedState
  readonly steps: readonly FlowPathStep[]
  /** How it ends; null when the path stops before an end. */
  readonly outcome: ConversationOutcome | null
  /** What it shows, for people. */
  readonly shows: readonly string[]
}

/** What a path states of an observed state, and a replay compares. */
export function expectedOf(observed: ObservedState, watched: Watched = NOTHING_WATCHED): ExpectedState {
  const { happened, context, value } = observed
  const entered = happened.find((event) => event.type === 'state.entered' && event.transition !== null)
  return {
    state: context.state,
    phase: positionOf(observed.value).substate ?? 'done',
    transition: entered?.type === 'state.entered' ? entered.transition : null,
    outcome: outcomeOf(value),
    ...watchedOf(observed, watched),
  }
}

/** A walk as a path. */
export function pathOf(walk: Walk, first: ObservedState, shows: readonly string[], watched: Watched): Omit<FlowPath, 'title'> {
  return {
    data: walk.data,
    start: expectedOf(first, watched),
    steps: walk.steps.map(({ step, after }) => ({ step, expected: expectedOf(after, watched) })),
    outcome: outcomeOf(walk.observed.value),
    shows,
  }
}

const LONGEST_TITLE = 100

/** Names a path by the states it goes through and what is said on the way. */
export function titleOf({ start, steps, outcome }: Omit<FlowPath, 'title'>): string {
  const places = [start, ...steps.map(({ expected }) => expected)].map(({ state }) => state)
  const states = places.filter((state, position) => state !== places[position - 1])
  const told = steps.filter(({ step }) => step.type !== 'reply' && !isEmpty(step)).map(({ step }) => describeStep(step))
  const end = outcome === null ? '' : ` (${outcome})`
  return `${shortWay(states)}${end}${told.length === 0 ? '' : `: ${shortTalk(told)}`}`
}

function isEmpty(step: PathStep): boolean {
  return step.type === 'answers' && Object.keys(step.answers).length + Object.keys(step.data).length === 0
}

/** The first and the last states, whole, with as many between as there is room for. */
function shortWay(states: readonly string[]): string {
  const whole = states.join(' → ')
  if (whole.length <= LONGEST_TITLE || states.length < 3) return whole
  const [first = '', ...rest] = states
  const kept = { head: [first], tail: [rest.pop() ?? ''] }
  const way = () => [...kept.head, '…', ...kept.tail].join(' → ')
  for (let fromStart = true; rest.length > 1; fromStart = !fromStart) {
    const name = fromStart ? rest.shift() : rest.pop()
    if (name === undefined || way().length + name.length + ' → '.length > LONGEST_TITLE) break
    if (fromStart) kept.head.push(name)
    else kept.tail.unshift(name)
  }
  return way()
}

/** The first things said, whole, for as long as there is room; what is too long alone is cut between its words. */
function shortTalk(told: readonly string[]): string {
  const whole = told.join(', ')
  if (whole.length <= LONGEST_TITLE) return whole
  let talk = ''
  for (const each of told) {
    const longer = talk === '' ? each : `${talk}, ${each}`
    if (longer.length > LONGEST_TITLE - 3) break
    talk = longer
  }
  if (talk !== '') return `${talk}, …`
  const [first = ''] = told
  const end = first.lastIndexOf(' ', LONGEST_TITLE)
  return `${first.slice(0, end > 0 ? end : LONGEST_TITLE)} …`
}

function outcomeOf(value: unknown): ConversationOutcome | null {
  switch (value) {
    case '$completed':
      return 'completed'
    case '$limit':
      return 'limit'
    case '$cancelled':
      return 'cancelled'
    default:
      return null
  }
}
