import { type FlowPath, pathOf, titleOf } from '../paths/flow-path.js'
import type { Watched } from '../paths/watched.js'
import { isNeverEntered } from './asked-properties.js'
import type { Automaton } from './automaton.js'
import { type CounterBounds, describeCounter } from './counters.js'
import { findDeadEnd } from './find-dead-end.js'
import { describeHappening } from './happenings.js'
import type { ModelStep } from './model.js'
import type { ModelMaker } from './model-maker.js'
import type { Premise } from './premises.js'
import type { Happening, Property } from './property.js'
import { findBreak, type Inquiry, type Outcome } from './prove-property.js'
import type { Replayed, Replayer } from './replay.js'
import type { Sayings } from './sayings.js'

/** Holds a conversation that breaks a property. */
export interface Talk {
  /** It replays with `runPath`. */
  readonly path: FlowPath
  /** The step that breaks the property, from 1 on; 0 is the start. */
  readonly at: number
  /** How many steps at its end go round for ever, where `must` is broken so; null where it is broken otherwise. */
  readonly round: number | null
  /** What happened in it, in order, up to what breaks the property. */
  readonly happened: readonly string[]
}

/** Names a way from one state into another. */
export interface TalkWay {
  readonly from: string
  /** The name of the transition; null where it has none, as a miss or an advance. */
  readonly transition: string | null
  readonly to: string
}

/** Tells what came of one property. */
export interface Verdict {
  readonly name: string
  readonly property: Property
  /** How much it counts that it breaks: `info` where only a failed call breaks it, or where nobody asked for it. */
  readonly severity: 'error' | 'info'
  /** `metadata: { allow: ['property:NAME'] }` on the flow says that it may break. */
  readonly known?: true
  /** `proved` holds in every talk of any length, `violated` has a talk that breaks it, of `undecided` neither is known. */
  readonly verdict: 'proved' | 'violated' | 'undecided'
  /** The property breaks only where a call fails. */
  readonly calls?: 'fail'
  /** It is proved, and says nothing: what it is about never happens. */
  readonly idle?: true
  /** Why it is undecided, or idle. */
  readonly because: readonly string[]
  /** The last way of the talk that breaks it, or the ways that nothing is known to take, where that is why it is undecided. */
  readonly ways: readonly TalkWay[]
  /** The counters of the conversation that had to be looked at. */
  readonly counted: readonly string[]
  /** How many moments of the model were looked at. */
  readonly moments: number
  readonly talk: Talk | null
}

/** Tells whether it is not as it should be: a property is violated, or no talk enters a state. */
export function isBroken({ name, verdict }: Pick<Verdict, 'name' | 'verdict'>): boolean {
  return verdict === (isNeverEntered({ name }) ? 'proved' : 'violated')
}

/** A verdict, before it is said how much it counts. */
export type Found = Omit<Verdict, 'severity' | 'known'>

/** What properties are judged with. */
export interface Prover {
  readonly models: ModelMaker
  readonly bounds: CounterBounds
  readonly replayer: Replayer
  readonly sayings: Sayings
  /** What the paths of the flow state. */
  readonly watched: Watched
  readonly maxMoments: number
}

/** A property, and what reads talks for it. */
export interface Subject {
  readonly name: string
  readonly property: Property
  readonly automaton: Automaton
  readonly premises: readonly Premise[]
}

/** First without failed calls, whose talks are the short ones, then with them. */
export function verdictOn(prover: Prover, { name, property, automaton, premises }: Subject): Found {
  const { fails } = property
  const model = prover.models.for(automaton.tests)
  const unknown = model.unknown.map((what) => `Nothing is known here of ${what}.`)
  const runs = fails === undefined ? [false, true] : [fails === 'any']
  let counted: readonly string[] = []
  let moments = 0
  const so = (verdict: Verdict['verdict'], because: readonly string[], ways: readonly TalkWay[], talk: Talk | null): Found => {
    return { name, property, verdict, because, ways, counted: counted.map(describeCounter), moments, talk }
  }
  for (const withFailures of runs) {
    const find = automaton.asks === 'way' ? findDeadEnd : findBreak
    const outcome = find({ ...prover, model, automaton }, withFailures, counted)
    counted = outcome.counted
    moments += outcome.moments
    if (outcome.replayed !== undefined) {
      const verdict = so('violated', [], lastWay(automaton, outcome.replayed), talkOf(prover, automaton, outcome.replayed, outcome.round))
      return withFailures && fails === undefined ? { ...verdict, calls: 'fail' } : verdict
    }
    const because = [...unknown, ...reasons(outcome, withFailures, prover.maxMoments)]
    if (because.length > 0) return so('undecided', because, waysOf(outcome), null)
  }
  const missing = premises.filter(({ automaton: premise }) => neverHappens({ ...prover, model, automaton: premise }, fails !== 'never'))
  const idle = missing.map(({ key }) => `What stands under \`${key}\` never happens.`)
  return { ...so('proved', idle, [], null), ...(idle.length === 0 ? {} : { idle: true }) }
}

/** Whether it is proved that a premise never happens. */
function neverHappens(inquiry: Inquiry, withFailures: boolean): boolean {
  const { replayed, isCut, doubtful } = findBreak({ ...inquiry, endsInDoubt: true }, withFailures, [])
  return replayed === undefined && !isCut && doubtful.length === 0
}

function reasons({ isCut, doubtful, counted, open, moments }: Outcome, withFailures: boolean, maxMoments: number): readonly string[] {
  const where = withFailures ? ', where calls fail' : ''
  const counting = counted.length === 0 ? '' : ` Counted: ${counted.map(describeCounter).join(', ')}.`
  const ending =
    moments > maxMoments
      ? `There are more moments than \`maxMoments\`${where}. Raise it.${counting}`
      : `In the model it breaks${where}, and no talk was found that goes there.`
  return [
    ...(isCut ? [ending] : []),
    ...(open === undefined ? [] : [`Nothing is known to be said that surely leads on from ${open}${where}.`]),
    ...new Set(doubtful.filter(isTaken).map((step) => `Nothing is known to be said that takes ${describeStep(step)}${where}.`)),
  ]
}

/** Nobody says anything that a conversation begins with. */
function isTaken({ event }: ModelStep): boolean {
  return event !== ''
}

/** Names a step by the states that it leads from and to, and by what its transition is about. */
function describeStep(step: ModelStep): string {
  const { from, transition, to } = wayOf(step)
  const why = transition ?? step.transition.description ?? step.event
  return `${from} → ${to}${why === '' ? '' : ` (${why})`}`
}

/** Each way once, whichever of its steps are doubtful. */
function waysOf({ doubtful }: Outcome): readonly TalkWay[] {
  return [
    ...new Map(
      doubtful
        .filter(isTaken)
        .map(wayOf)
        .map((way) => [JSON.stringify(way), way]),
    ).values(),
  ]
}

function wayOf({ from, to, transition: { meta } }: ModelStep): TalkWay {
  const named = meta?.transition
  return { from: from.state, transition: typeof named === 'string' ? named : null, to: to.state }
}

/** The way into the state that was entered last; none where that is the first. */
function lastWay(automaton: Automaton, { happened }: Replayed): readonly TalkWay[] {
  const entered = untilBroken(automaton, happened).told.findLast((each) => each.type === 'entered')
  if (entered === undefined || entered.from === null) return []
  return [{ from: entered.from, transition: entered.transition, to: entered.state }]
}

function talkOf({ watched }: Prover, automaton: Automaton, { walk, first, happened }: Replayed, round: number | undefined): Talk {
  const { at, told } = untilBroken(automaton, happened)
  const steps = walk.steps.slice(0, at)
  const path = pathOf({ ...walk, steps, observed: steps.at(-1)?.after ?? first }, first, [], watched)
  return { path: { title: titleOf(path), ...path }, at, round: round ?? null, happened: told.map(describeHappening) }
}

/** What happens up to what breaks the property, and in which step that is; the last one where it goes round for ever. */
function untilBroken(automaton: Automaton, happened: Replayed['happened']) {
  const told: Happening[] = []
  let state: number | undefined = automaton.initial
  for (const [at, happenings] of happened.entries()) {
    for (const happening of happenings) {
      told.push(happening)
      state = automaton.next(state, happening)
      if (state === undefined) return { at, told }
    }
  }
  return { at: happened.length - 1, told }
}
