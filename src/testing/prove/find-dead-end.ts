import { Counted } from './counters.js'
import { play } from './game.js'
import type { Inquiry, Outcome } from './prove-property.js'
import type { Replayed } from './replay.js'
import { type Allowed, type Found, type Node, searchModel, wayTo } from './search.js'
import { standsAt } from './stands-at.js'

/** Looks for a moment of the machine from which no talk has what a property asks for. Of a moment of which that is not known, what limits it is counted. */
export function findDeadEnd(inquiry: Inquiry, withFailures: boolean, names: readonly string[]): Outcome {
  const { model, automaton, maxMoments, bounds } = inquiry
  const allowed: Allowed = { withFailures, doubtful: new Map(), maxMoments }
  for (let counted = new Counted(names, bounds); ; ) {
    const searched = searchModel(model, automaton, counted, allowed)
    const { isCut, nodes } = searched
    const { talk, open, asked } = isCut ? NOTHING : tryWays(inquiry, searched, counted, allowed)
    const next = asked.find((counter) => !counted.positions.has(counter) && bounds.has(counter))
    if (open === undefined || next === undefined) {
      return { isCut, doubtful: [], counted: counted.names, moments: nodes.size, round: undefined, replayed: talk, open }
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
}

const NOTHING: Ways = { talk: undefined, open: undefined, asked: [] }

/** Of so many moments that nothing leads on from a talk is looked for: the data of some come about in no talk. */
const MOST_TRIED = 12

/** A moment that nothing leads on from has to be one of the machine's, not of the model alone. */
function tryWays({ model, automaton, replayer, sayings }: Inquiry, searched: Found, counted: Counted, allowed: Allowed): Ways {
  const { lost, open, asked } = play(model, automaton, searched, counted, allowed, sayings)
  const nameOf = (node: Node) => model.moments[node.moment]?.state
  const onWayTo = (node: Node) => wayTo(node).flatMap((step) => step.asked)
  if (open !== undefined) return { talk: undefined, open: nameOf(open), asked: [...asked, ...onWayTo(open)] }
  const [first] = lost
  if (first === undefined) return NOTHING
  for (const node of lost.slice(0, MOST_TRIED)) {
    const found = replayer.replay(model, wayTo(node), ({ walk }) => standsAt(model, node, counted, walk.observed))
    if ('walk' in found) return { talk: found, open: undefined, asked: [] }
  }
  return { talk: undefined, open: nameOf(first), asked: onWayTo(first) }
}
