import { type Automaton, readAll } from './automaton.js'
import { Counted, type CounterBounds } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import { type NotReplayed, type Replayed, type Replayer, turnsOf } from './replay.js'
import { roundIn } from './round.js'
import type { Sayings } from './sayings.js'
import { type Allowed, doubtKey, type Node, type Found as Searched, searchModel, wayTo } from './search.js'

/** What came of looking for a talk that breaks a property. */
export interface Outcome {
  readonly replayed: Replayed | undefined
  /** How many of its last steps go round for ever, where that is what breaks it. */
  readonly round: number | undefined
  /** More moments were found than allowed. */
  readonly isCut: boolean
  /** A state from which nothing is known to be said that leads on, whatever else decides. */
  readonly open: string | undefined
  /** The steps that nothing known takes, and that were left out. */
  readonly doubtful: readonly ModelStep[]
  readonly counted: readonly string[]
  readonly moments: number
}

/** What a property is looked into with. */
export interface Inquiry {
  readonly model: FlowModel
  readonly automaton: Automaton
  readonly bounds: CounterBounds
  readonly replayer: Replayer
  readonly sayings: Sayings
  readonly maxMoments: number
  /** Only a proof is asked for, so that the first step that is left out ends it. */
  readonly endsInDoubt?: true
}

/**
 * Looks for a talk that breaks a property. The model counts nothing at first: a way of it that no talk goes has one more counter counted, or one step
 * left out. So it ends. Without a talk, the property holds where nothing was left out.
 *
 * @param names the counters that are counted from the beginning
 */
export function findBreak(inquiry: Inquiry, withFailures: boolean, names: readonly string[]): Outcome {
  const { model, automaton, maxMoments } = inquiry
  const doubtful = new Map<string, ModelStep>()
  let counted = new Counted(names, inquiry.bounds)
  for (;;) {
    const allowed: Allowed = { withFailures, doubtful, maxMoments }
    const searched = searchModel(model, automaton, counted, allowed)
    const { broken, isCut, nodes } = searched
    const outcome = {
      isCut,
      doubtful: [...doubtful.values()],
      counted: counted.names,
      moments: nodes.size,
      round: undefined,
      open: undefined,
    }
    const tried = broken === undefined ? tryRound(inquiry, searched, counted, allowed) : tryTalk(inquiry, broken)
    if (tried === undefined) return { ...outcome, replayed: undefined }
    if ('walk' in tried) return { ...outcome, replayed: tried, round: tried.round }
    const counter = counterFor(tried, counted)
    if (counter !== undefined) {
      counted = counted.with(counter)
      continue
    }
    const step = newDoubt(tried, doubtful)
    if (step === undefined) return { ...outcome, isCut: true, replayed: undefined }
    doubtful.set(doubtKey(step), step)
    if (inquiry.endsInDoubt) return { ...outcome, doubtful: [step], replayed: undefined }
  }
}

type Tried = (Replayed & { readonly round: number | undefined }) | NotReplayed

function tryTalk({ model, automaton, replayer }: Inquiry, broken: Node): Tried {
  const breaks = ({ happened }: Replayed) => readAll(automaton, automaton.initial, happened.flat()) === undefined
  const found = replayer.replay(model, wayTo(broken), breaks)
  return 'walk' in found ? { ...found, round: undefined } : found
}

/** What limits a round is counted first. A round that words or wordings make longer is gone twice. */
function tryRound(
  { model, automaton, replayer }: Inquiry,
  { isCut, nodes }: Searched,
  counted: Counted,
  allowed: Allowed,
): Tried | undefined {
  if (isCut || automaton.asks !== 'round') return undefined
  const found = roundIn(model, automaton, nodes, counted, allowed)
  if (found === undefined) return undefined
  const { way, round } = found
  const limited = round.filter(({ asked }) => asked.some((counter) => !counted.positions.has(counter)))
  if (limited.length > 0) return { steps: limited, matched: 0 }
  let tried: Replayed | NotReplayed = { steps: round, matched: 0 }
  for (const steps of [way, [...way, ...round]]) {
    const begins = turnsOf(model, steps).length - 1
    tried = replayer.replay(model, [...steps, ...round], (replayed) => isRound(automaton, replayed, begins, replayer))
    if ('walk' in tried) return { ...tried, round: tried.walk.steps.length - begins }
  }
  return tried
}

/** It comes back to where it began, and the property waits all the time. */
function isRound(automaton: Automaton, { walk, first, happened }: Replayed, begins: number, replayer: Replayer): boolean {
  const began = walk.steps[begins - 1]?.after ?? first
  let state = readAll(automaton, automaton.initial, happened.slice(0, begins + 1).flat())
  for (const happening of happened.slice(begins + 1).flat()) {
    if (state === undefined || !automaton.waits(state)) return false
    state = automaton.next(state, happening)
  }
  return state !== undefined && automaton.waits(state) && walk.steps.length > begins && replayer.isSame(began, walk.observed)
}

/** The counter that would tell of a way that no talk goes. The step that did not go comes first, then those that led to it in the same turn. */
export function counterFor({ steps, matched }: NotReplayed, { positions, bounds }: Counted): string | undefined {
  const first = steps[Math.min(matched, steps.length - 1)]
  const asked = [...(first?.asked ?? []), ...steps.flatMap((step) => step.asked)]
  return asked.find((counter) => !positions.has(counter) && bounds.has(counter))
}

/** The step of a way that nothing known takes; undefined where it was left out already. */
function newDoubt(tried: NotReplayed, doubtful: ReadonlyMap<string, ModelStep>): ModelStep | undefined {
  const step = doubtfulIn(tried)
  return step === undefined || doubtful.has(doubtKey(step)) ? undefined : step
}

/** The step of a way that nothing known takes. */
export function doubtfulIn({ steps, matched }: NotReplayed): ModelStep | undefined {
  const last = Math.min(matched, steps.length - 1)
  const first = steps[last]
  if (first?.isOpen) return first
  return steps.slice(0, last + 1).findLast(readsData) ?? steps.findLast(({ isOpen }) => isOpen) ?? first
}

/** What a message tells of fields may be anything in the model. */
function readsData({ from, to }: ModelStep): boolean {
  return from.reads && !to.reads && from.state === to.state && from.data.join() !== to.data.join()
}
