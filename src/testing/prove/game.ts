import type { Automaton } from './automaton.js'
import type { Counted } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import type { Place } from './places.js'
import type { Sayings } from './sayings.js'
import { type Allowed, happeningsOn, type Node, nodeKey, type Found as Searched, stepsOf } from './search.js'
import type { Saying } from './successors.js'
import { tells } from './tellings.js'

/** What came of a game for a goal from each moment that waits for it. */
export interface GameResult {
  /** The nodes from which no way of the model leads to the goal. */
  readonly lost: ReadonlySet<string>
  /** A moment from which ways lead there, of which none is known to be taken whatever else decides. */
  readonly open: Node | undefined
  /** The counters that would tell more of the open one, nearest first. */
  readonly asked: readonly string[]
}

const WON: GameResult = { lost: new Set(), open: undefined, asked: [] }

/**
 * Plays for a goal from every moment that a search has found: what is said is chosen, and what decides besides is not. A moment is won when something
 * can be said of which each outcome has the goal, or is won. It is asked wherever a talk waits for the user. A state that is the goal has it for as long as a
 * talk is there; a talk that has ended goes nowhere, and lacks nothing.
 */
export function play(
  model: FlowModel,
  automaton: Automaton,
  { nodes }: Searched,
  counted: Counted,
  allowed: Allowed,
  sayings: Sayings,
): GameResult {
  const all = [...nodes].filter(
    ([, { read, moment }]) => read !== undefined && automaton.waits(read) && !isEnd(model, moment) && !isThere(model, automaton, moment),
  )
  const board: Board = { model, automaton, counted, allowed, sayings }
  const reaching = closed(all, (node) => [[...outcomesOf(board, node, goodSteps(board, node))]], 'any')
  const asking = all.filter(([, { moment }]) => isWaiting(model, moment))
  const lost = new Set(asking.flatMap(([key]) => (reaching.has(key) ? [] : [key])))
  if (lost.size > 0) return { ...WON, lost }
  const won = closed(all, (node) => groupsOf(board, node), 'all')
  if (asking.every(([key]) => won.has(key))) return WON
  const others = all.filter(([key]) => !won.has(key))
  const wonFurther = closed(others, (node) => [...groupsOf(board, node), ...furtherGroupsOf(board, node)], 'all', won)
  const open = asking.find(([key]) => !wonFurther.has(key))
  return open === undefined ? WON : { ...WON, open: open[1], asked: askedFrom(board, open, new Map(all), wonFurther) }
}

/** What limits the ways from there that are not won, nearest first. */
function askedFrom(
  board: Board,
  first: readonly [string, Node],
  all: ReadonlyMap<string, Node>,
  won: ReadonlySet<string>,
): readonly string[] {
  const { model, counted, allowed } = board
  const nodes = new Map([first])
  const asked: string[] = []
  for (const node of nodes.values()) {
    const steps = stepsOf(model, node, counted, allowed)
    asked.push(...steps.flatMap((step) => step.asked))
    for (const [key, next] of stillOpen(outcomesOf(board, node, steps), all, won)) nodes.set(key, next)
  }
  return [...new Set(asked)]
}

function* stillOpen(outcomes: Iterable<Outcome>, all: ReadonlyMap<string, Node>, won: ReadonlySet<string>): Generator<[string, Node]> {
  for (const key of outcomes) {
    const node = key === null || won.has(key) ? undefined : all.get(key)
    if (key !== null && node !== undefined) yield [key, node]
  }
}

interface Board {
  readonly model: FlowModel
  readonly automaton: Automaton
  readonly counted: Counted
  readonly allowed: Allowed
  readonly sayings: Sayings
}

type Stance = Pick<Node, 'moment' | 'read' | 'counts'>

/** Where a step leads; null stands for the goal. */
type Outcome = string | null

/**
 * The nodes that are won: in one of a node's groups, any outcome is, or all are.
 *
 * @param before the nodes that are known to be won
 */
function closed(
  all: readonly (readonly [string, Node])[],
  groups: (node: Node) => readonly (readonly Outcome[])[],
  need: 'any' | 'all',
  before: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const known = all.map(([key, node]) => ({ key, groups: groups(node) })).toReversed()
  const won = new Set(before)
  const isGood = (outcome: Outcome) => outcome === null || won.has(outcome)
  for (let size = -1; size < won.size; ) {
    size = won.size
    for (const { key, groups: own } of known) {
      if (won.has(key)) continue
      const isWon = own.some((outcomes) => outcomes.length > 0 && (need === 'any' ? outcomes.some(isGood) : outcomes.every(isGood)))
      if (isWon) won.add(key)
    }
  }
  return won
}

/** The steps in which no call fails: that one does is nothing to hope for. */
function goodSteps({ model, counted, allowed }: Board, node: Node): readonly ModelStep[] {
  return stepsOf(model, node, counted, allowed).filter((step) => !step.fails)
}

function groupsOf(board: Board, node: Node): readonly (readonly Outcome[])[] {
  const { model, sayings } = board
  const place = model.placeAt(node.moment)
  if (place === undefined) return []
  if (place.isPassed) return [[...outcomesOf(board, node, goodSteps(board, node))]]
  const said = sayings.in(place, eventsIn(board, place)).map((saying) => [...outcomesOn(board, node, saying)])
  return place.substate === 'invoking' ? [...said, ...worksOf(board, node)] : said
}

/** Where leads what else may be done on purpose. */
function furtherGroupsOf(board: Board, node: Node): readonly (readonly Outcome[])[] {
  const { model, sayings } = board
  const place = model.placeAt(node.moment)
  if (place === undefined || place.isPassed) return []
  return sayings.further(model, place, model.moments[node.moment]?.asking ?? null).map((saying) => [...outcomesOn(board, node, saying)])
}

function eventsIn({ model }: Board, place: Place): readonly string[] {
  return model.facts.places.chancesIn(place).map(({ event }) => event)
}

/** What an actor gives is chosen, like an answer. */
function worksOf(board: Board, node: Node): readonly (readonly Outcome[])[] {
  const steps = goodSteps(board, node).filter(({ event }) => event === 'done work')
  const given = (step: ModelStep) =>
    step.happened.some(({ occurrence }) => occurrence.type === 'worked') ? step.to.data.join() : undefined
  const choices = [...new Set(steps.flatMap((step) => given(step) ?? []))]
  return choices.map((data) => [
    ...outcomesOf(
      board,
      node,
      steps.filter((step) => (given(step) ?? data) === data),
    ),
  ])
}

/** Where something said leads; where a model is asked about it, where its answers lead. */
function* outcomesOn(board: Board, node: Stance, saying: Saying): Generator<Outcome> {
  const { model, counted } = board
  // What is said meanwhile waits.
  const isAsking = saying.event === 'user.message' && hears(model, node.moment, 'done understand')
  for (const step of model.stepsOn(node.moment, saying, counted, node.counts)) {
    if (step.fails || (saying.tells !== undefined && !tells(model, step, saying.tells))) continue
    const after = stanceAfter(board, node, step)
    yield* after === null ? [null] : afterSaying(board, after, isAsking ? undefined : goingOn(board, after.moment, saying))
  }
}

function afterSaying(board: Board, after: Stance, next: Saying | undefined): Iterable<Outcome> {
  return next === undefined ? [nodeKey(after)] : outcomesOn(board, after, next)
}

/** How it goes on with what was said, where that decides more. */
function goingOn({ model, sayings }: Board, moment: number, { understood, text }: Saying): Saying | undefined {
  if (understood !== undefined && hears(model, moment, understood.event)) return understood
  const place = model.placeAt(moment)
  const isRead = text !== undefined && place?.isPassed === true && model.moments[moment]?.reads === true
  return isRead ? sayings.onEntry(place, text) : undefined
}

function hears(model: FlowModel, moment: number, event: string): boolean {
  const place = model.placeAt(moment)
  return place !== undefined && model.facts.places.chancesIn(place).some((chance) => chance.event === event)
}

function* outcomesOf(board: Board, node: Stance, steps: readonly ModelStep[]): Generator<Outcome> {
  for (const step of steps) {
    const after = stanceAfter(board, node, step)
    yield after === null ? null : nodeKey(after)
  }
}

/** Where a step leads; null where the goal is had on the way. */
function stanceAfter({ model, automaton, counted }: Board, node: Stance, step: ModelStep): Stance | null {
  let read = node.read
  for (const happening of happeningsOn(model, step)) {
    if (automaton.goal(happening)) return null
    read = read === undefined ? undefined : automaton.next(read, happening)
  }
  if (isThere(model, automaton, step.target)) return null
  return { moment: step.target, read, counts: counted.after(node.counts, step.counting) }
}

/** Whether the talk waits for what the user does, or for an event. Elsewhere it may be on its way to an end, which nobody can change. */
function isWaiting(model: FlowModel, moment: number): boolean {
  const { substate = null } = model.placeAt(moment) ?? {}
  return substate === 'listening' || substate === 'failed'
}

function isEnd(model: FlowModel, moment: number): boolean {
  return model.placeAt(moment)?.node.type === 'final'
}

function isThere(model: FlowModel, automaton: Automaton, number: number): boolean {
  const moment = model.moments[number]
  if (moment === undefined || isEnd(model, number)) return false
  const data = model.facts.regions.dataIn(moment.data)
  return automaton.goal({ type: 'entered', state: moment.state, transition: null, from: null, data })
}
