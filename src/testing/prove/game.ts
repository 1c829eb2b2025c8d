import type { Automaton } from './automaton.js'
import type { Counted } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import type { Sayings } from './sayings.js'
import { type Allowed, happeningsOn, type Node, nodeKey, type Found as Searched, stepsOf } from './search.js'

/** What came of a game for a goal from each moment that waits for it. */
export interface GameResult {
  /** A moment from which no way of the model leads to the goal. */
  readonly lost: Node | undefined
  /** A moment from which ways lead there, of which none is known to be taken whatever else decides. */
  readonly open: Node | undefined
  /** The counters that would tell more of the open one. */
  readonly asked: readonly string[]
}

/**
 * Plays for a goal from every moment that a search has found: what is said is chosen, and what decides besides is not. A moment is won when something
 * can be said of which each outcome has the goal, or is won. A state that is the goal has it for as long as a talk is there; a talk that has ended goes
 * nowhere, and lacks nothing.
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
  const reaching = closed(all, (node) => [[...outcomesOf(board, node, stepsOf(model, node, counted, allowed))]], 'any')
  const resting = all.filter(([, { moment }]) => model.facts.places.all.get(model.moments[moment]?.place ?? '')?.isPassed === false)
  const lost = resting.find(([key]) => !reaching.has(key))
  if (lost !== undefined) return { lost: lost[1], open: undefined, asked: [] }
  const won = closed(all, (node) => groupsOf(board, node), 'all')
  const open = resting.find(([key]) => !won.has(key))?.[1]
  const asked = open === undefined ? [] : stepsOf(model, open, counted, allowed).flatMap((step) => step.asked)
  return { lost: undefined, open, asked: [...new Set(asked)] }
}

interface Board {
  readonly model: FlowModel
  readonly automaton: Automaton
  readonly counted: Counted
  readonly allowed: Allowed
  readonly sayings: Sayings
}

/** Where a step leads; null stands for the goal. */
type Outcome = string | null

/** The nodes that are won: in one of a node's groups, any outcome is, or all are. */
function closed(
  all: readonly (readonly [string, Node])[],
  groups: (node: Node) => readonly (readonly Outcome[])[],
  need: 'any' | 'all',
): ReadonlySet<string> {
  const known = all.map(([key, node]) => ({ key, groups: groups(node) })).toReversed()
  const won = new Set<string>()
  const isGood = (outcome: Outcome) => outcome === null || won.has(outcome)
  for (let before = -1; before < won.size; ) {
    before = won.size
    for (const { key, groups: own } of known) {
      if (won.has(key)) continue
      const isWon = own.some((outcomes) => outcomes.length > 0 && (need === 'any' ? outcomes.some(isGood) : outcomes.every(isGood)))
      if (isWon) won.add(key)
    }
  }
  return won
}

function groupsOf(board: Board, node: Node): readonly (readonly Outcome[])[] {
  const { model, counted, allowed, sayings } = board
  const place = model.facts.places.all.get(model.moments[node.moment]?.place ?? '')
  if (place === undefined) return []
  if (place.isPassed) return [[...outcomesOf(board, node, stepsOf(model, node, counted, allowed))]]
  const events = model.facts.places.chancesIn(place).map(({ event }) => event)
  return sayings.in(place, events).map((saying) => {
    const steps = model.stepsOn(node.moment, saying, counted, node.counts).filter((step) => allowed.withFailures || !step.fails)
    return [...outcomesOf(board, node, steps)]
  })
}

function* outcomesOf({ model, automaton, counted }: Board, node: Node, steps: readonly ModelStep[]): Generator<Outcome> {
  for (const step of steps) {
    const happenings = happeningsOn(model, step)
    let read = node.read
    let hasGoal = false
    for (const happening of happenings) {
      hasGoal ||= automaton.goal(happening)
      read = read === undefined ? undefined : automaton.next(read, happening)
    }
    const isGood = hasGoal || isThere(model, automaton, step.target)
    yield isGood ? null : nodeKey({ moment: step.target, read, counts: counted.after(node.counts, step.counting) })
  }
}

function isEnd(model: FlowModel, moment: number): boolean {
  return model.facts.places.all.get(model.moments[moment]?.place ?? '')?.node.type === 'final'
}

function isThere(model: FlowModel, automaton: Automaton, number: number): boolean {
  const moment = model.moments[number]
  if (moment === undefined || isEnd(model, number)) return false
  const data = model.facts.regions.dataIn(moment.data)
  return automaton.goal({ type: 'entered', state: moment.state, transition: null, from: null, data })
}
