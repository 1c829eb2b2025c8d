import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { quote } from '../../diagnostics/quote.js'
import { readConfig } from '../../machine/read-config.js'
import { ContrastSearch } from '../script/contrast-search.js'
import { scriptedEvent } from '../script/event-script.js'
import { Phrasebook, witnessOptionsFor } from '../script/phrasebook.js'
import { ignoreProblem, scriptFromFlow } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import { orderIn, promptsIn } from '../script/state-wordings.js'
import { coverEdges } from './cover.js'
import { choiceKeys } from './field-goals.js'
import { type FlowPath, pathOf, titleOf } from './flow-path.js'
import { furtherWalks } from './further-walks.js'
import { describeGoal, type Goal, goalKey } from './goal.js'
import { goalsOf, type PathCoverage } from './goals-of.js'
import { limitWalks } from './limit-walks.js'
import { mishapWalks } from './mishap-walks.js'
import { shownByIn } from './shown-by.js'
import { withToldChoices } from './told-choices.js'
import { type Walk, Walker } from './walk.js'
import { PathBudgetError, walkGraph } from './walk-graph.js'
import { type Watched, watchedIn } from './watched.js'

/** Says what paths are to cover, and how far to look for them. */
export interface FlowPathsOptions extends Pick<CompileOptions, 'prompts' | 'stemmers'> {
  /** `'conditions'` by default: all there is. */
  readonly coverage?: PathCoverage
  /** More paths than these are refused; 1000 by default. */
  readonly maxPaths?: number
  /** More steps to walk than these are refused; 50,000 by default. */
  readonly maxSteps?: number
  /** How many steps a path may grow to in order to show more; 30 by default. Limits may take more. */
  readonly maxPathLength?: number
}

/** Names something that no path shows, and why. */
export interface Uncovered {
  readonly goal: Goal
  /** What it is, for people. */
  readonly description: string
  readonly reason: string
}

/** Holds the paths of a flow and what they cover. */
export interface FlowPaths {
  readonly paths: readonly FlowPath[]
  readonly covered: readonly Goal[]
  readonly uncovered: readonly Uncovered[]
}

/**
 * Returns paths through a flow, made of utterances that are proven to do what they are there for, and of scripted answers of the model: together
 * they show every state, every way between them (`'transitions'`), and every alternative of every condition (`'conditions'`). The same flow
 * gives the same paths. They are walked on the compiled machine; no model is asked.
 *
 * @param options what is to be covered, and the prompts and stemmers that the flow is compiled with
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {PathBudgetError} when there are more paths or steps than allowed
 * @example
 * const { paths, uncovered } = flowPaths(flow, { coverage: 'transitions' })
 * paths[0]?.steps.map(({ step }) => step.type) // ['message']
 */
export function flowPaths(written: ConversationFlow, options: FlowPathsOptions = {}): FlowPaths {
  const flow = unfold(written)
  const { coverage = 'conditions', maxPaths = 1000, maxSteps = 50_000, maxPathLength = 30, ...compileOptions } = options
  const quiet = { ...compileOptions, onProblem: ignoreProblem }
  const script = scriptFromFlow(flow, quiet)
  const machine = withToldChoices(withScriptedGuards(compileFlow(flow, quiet)), script)
  const isThorough = coverage === 'conditions'
  const contrasts = isThorough ? new ContrastSearch({ ...flow, stemmers: compileOptions.stemmers }) : undefined
  const phrases = new Phrasebook(script, witnessOptionsFor(flow, script, compileOptions.stemmers), isThorough, contrasts)
  const told = phrases.contrasted().map((contrast): Goal => ({ kind: 'contrast', ...contrast }))
  const goals = [...goalsOf(flow, script, readConfig(machine.config), coverage), ...told]
  const shownBy = shownByIn(flow, phrases)
  const walker = new Walker(machine, walkGraph(flow, machine, phrases, { shownBy, limit: maxSteps }), shownBy)
  // Where two entries of `when` hold, their order shows; many never do, so nobody is told of those.
  const orders = isThorough ? [...script.states.values()].flatMap(({ wordings }) => promptsIn(wordings).flatMap(orderIn)) : []
  const wanted = new Set([...goals.map(goalKey), ...orders, ...(isThorough ? choiceKeys(script) : [])])
  const walks = [...coverEdges(walker, wanted, { longestPath: maxPathLength, mostPaths: maxPaths })]
  walks.push(...limitWalks(flow, walker, missingFrom(goals, walks).filter(isLimit)))
  walks.push(...furtherWalks(walker, missingFrom(goals, walks), script.initialData))
  walks.push(...mishapWalks(walker, phrases, missingFrom(goals, walks), maxPathLength))
  if (walks.length > maxPaths) throw tooManyPaths(flow, maxPaths, coverage)
  const shown = shownIn(walks)
  return {
    paths: titled(walker, walks, goals, watchedIn(flow, script)),
    covered: goals.filter((goal) => shown.has(goalKey(goal))),
    uncovered: missingFrom(goals, walks).map((goal) => ({
      goal,
      description: describeGoal(goal),
      reason: reasonFor(flow, goal, phrases, shown),
    })),
  }
}

function isLimit(goal: Goal): goal is Extract<Goal, { readonly kind: 'limit' }> {
  return goal.kind === 'limit'
}

function missingFrom(goals: readonly Goal[], walks: readonly Walk[]): readonly Goal[] {
  const shown = shownIn(walks)
  return goals.filter((goal) => !shown.has(goalKey(goal)))
}

function shownIn(walks: readonly Walk[]): ReadonlySet<string> {
  const shown = new Set<string>()
  for (const walk of walks) for (const key of walk.shown) shown.add(key)
  return shown
}

/** Each path tells what it is the first to show. */
function titled(walker: Walker, walks: readonly Walk[], goals: readonly Goal[], watched: Watched): readonly FlowPath[] {
  const described = new Map(goals.map((goal) => [goalKey(goal), describeGoal(goal)]))
  const titles = new Map<string, number>()
  return walks.map((walk) => {
    const shows = [...walk.shown].flatMap((key) => described.get(key) ?? [])
    for (const key of walk.shown) described.delete(key)
    const path = pathOf(walk, walker.begin(walk.data).observed, shows, watched)
    const title = titleOf(path)
    const count = (titles.get(title) ?? 0) + 1
    titles.set(title, count)
    return { title: count === 1 ? title : `${title} (${count})`, ...path }
  })
}

function tooManyPaths(flow: ConversationFlow, most: number, coverage: PathCoverage): PathBudgetError {
  return new PathBudgetError(
    `Covering the ${coverage} of the flow "${flow.name}" takes more than ${most} paths. Raise \`maxPaths\`, or ask for less coverage.`,
  )
}

/** Tells why no path shows a goal. */
function reasonFor(flow: ConversationFlow, goal: Goal, phrases: Phrasebook, shown: ReadonlySet<string>): string {
  if (goal.kind === 'state') return `No path leads to the state ${quote(goal.state)}.`
  if (goal.kind === 'ignoredEvent') return NOT_COME_TO
  const { state } = goal
  if (state !== null && !shown.has(goalKey({ kind: 'state', state }))) return `No path leads to the state ${quote(state)}.`
  const event = eventOf(goal)
  if (event !== undefined && isUnsendable(flow, event)) return `No payload was found that fits the event ${quote(event)}.`
  return reasonOf(goal, phrases) ?? NOT_COME_TO
}

const NOT_COME_TO = 'No walk came to it.'

/** The event that shows a goal; undefined for what is shown by other means. */
function eventOf(goal: Goal): string | undefined {
  if (goal.kind === 'event') return goal.event
  return goal.kind === 'transition' && goal.way === 'event' ? (goal.name ?? undefined) : undefined
}

function isUnsendable({ events = {} }: ConversationFlow, event: string): boolean {
  return scriptedEvent(event, events[event]?.payload) === undefined
}

function reasonOf(goal: Goal, phrases: Phrasebook): string | undefined {
  if (goal.kind === 'transition' || goal.kind === 'alternative') {
    const { state } = goal
    const name = goal.kind === 'transition' ? goal.name : goal.transition
    const alternative = goal.kind === 'alternative' ? goal.alternative : null
    const unsaid = phrases.unsaid.find(
      (found) =>
        (state === null || found.state === state) &&
        found.transition === name &&
        (alternative === null
          ? found.alternative === null
          : found.alternative?.position === alternative.position &&
            found.alternative.value === alternative.value &&
            found.alternative.holds === alternative.holds),
    )
    if (unsaid !== undefined) return unsaid.reason
  }
  if (goal.kind === 'change') return 'On no walk that came to it was the data other than it makes it.'
  if (goal.kind === 'limit') return 'Going round the shortest cycles meets another limit, or an end, before this one.'
  return undefined
}
