import { Counted } from './counters.js'
import { play } from './game.js'
import type { ModelStep } from './model.js'
import { counterFor, doubtfulIn, type Inquiry, type Outcome } from './prove-property.js'
import type { Replayed } from './replay.js'
import { type Allowed, doubtKey, type Found, searchModel, wayTo } from './search.js'
import { standsAt } from './stands-at.js'

/** Looks for a moment of the machine from which no talk has what a property asks for. Of a moment of which that is not known, what limits it is counted. */
export function findDeadEnd(inquiry: Inquiry, withFailures: boolean, names: readonly string[]): Outcome {
  const { model, automaton, maxMoments, bounds } = inquiry
  const allowed: Allowed = { withFailures, doubtful: new Map(), maxMoments }
  for (let counted = new Counted(names, bounds); ; ) {
    const searched = searchModel(model, automaton, counted, allowed)
    const { isCut, nodes } = searched
    const { talk, open, asked, doubtful } = isCut ? NOTHING : tryWays(inquiry, searched, counted, allowed)
    const next = asked.find((counter) => !counted.positions.has(counter) && bounds.has(counter))
    if (open === undefined || next === undefined) {
      return { isCut, doubtful, counted: counted.names, moments: nodes.size, round: undefined, replayed: talk, open }
    }
    counted = counted.with(next)
  }
}

interface Ways {
  /** A talk to a moment from which nothing leads on. */
  readonly talk: Replayed | undefined
  /** The state of a moment of which it is not known. */
  readonly open: string | undefined
  readonly asked: readonly string[]
  /** The steps that nothing known takes, without which no such moment is come to. */
  readonly doubtful: readonly ModelStep[]
}

const NOTHING: Ways = { talk: undefined, open: undefined, asked: [], doubtful: [] }

function tryWays(inquiry: Inquiry, searched: Found, counted: Counted, allowed: Allowed): Ways {
  const { model, automaton, sayings } = inquiry
  const { lost, open, asked } = play(model, automaton, searched, counted, allowed, sayings)
  if (lost.size > 0) return wayToLost(inquiry, searched, lost, counted, allowed)
  if (open === undefined) return NOTHING
  return { ...NOTHING, open: model.moments[open.moment]?.state, asked: [...asked, ...wayTo(open).flatMap((step) => step.asked)] }
}

/** A moment that nothing leads on from has to be one of the machine's, not of the model alone. Steps that no talk goes are left out on the way there. */
function wayToLost(inquiry: Inquiry, searched: Found, lost: ReadonlySet<string>, counted: Counted, allowed: Allowed): Ways {
  const { model, automaton, replayer } = inquiry
  const doubtful = new Map<string, ModelStep>()
  for (let { nodes } = searched; ; nodes = searchModel(model, automaton, counted, { ...allowed, doubtful }).nodes) {
    const node = [...nodes].find(([key]) => lost.has(key))?.[1]
    if (node === undefined) return { ...NOTHING, doubtful: [...doubtful.values()] }
    const found = replayer.replay(model, wayTo(node), ({ walk }) => standsAt(model, node, counted, walk.observed))
    if ('walk' in found) return { ...NOTHING, talk: found }
    const counter = counterFor(found, counted)
    const step = doubtfulIn(found)
    if (counter !== undefined || step === undefined || doubtful.has(doubtKey(step))) {
      return { ...NOTHING, open: model.moments[node.moment]?.state, asked: counter === undefined ? [] : [counter] }
    }
    doubtful.set(doubtKey(step), step)
  }
}
