import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { propertyProblems } from '../../definition/properties/property-problems.js'
import { readConfig } from '../../machine/read-config.js'
import { type FlowPath, pathOf, titleOf } from '../paths/flow-path.js'
import { type Watched, watchedIn } from '../paths/watched.js'
import { Phrasebook, witnessOptionsFor } from '../script/phrasebook.js'
import { ignoreProblem, scriptFromFlow } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import { type AskedProperty, askedProperties } from './asked-properties.js'
import { type Automaton, automatonOf } from './automaton.js'
import { callsIn, describeHappening } from './happenings.js'
import { type FlowModel, modelOf } from './model.js'
import type { Happening, Property } from './property.js'
import { PropertyError } from './property-error.js'
import { searchModel } from './search.js'
import { withToldActions } from './told-actions.js'
import { type BrokenTalk, WalkSearch } from './walk-search.js'

/** Says what is to be proved, and how far to look. */
export interface ProveOptions extends Pick<CompileOptions, 'prompts' | 'stemmers'> {
  /** By names of your own, beside those in the flow. A flow without any is asked the properties of every flow. */
  readonly properties?: Readonly<Record<string, Property>>
  /** The names of those that are asked; all by default. */
  readonly only?: readonly string[]
  /** A search that comes to more moments than these ends; 20,000 by default. */
  readonly maxMoments?: number
  /** Called before each property, with how many were judged, how many there are, and its name. */
  readonly onProgress?: (judged: number, all: number, name: string) => void
}

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
  /** Why it is undecided. */
  readonly because: readonly string[]
  /** What it is about never happens in any talk, so that the proof says little. */
  readonly idle?: true
  /** The counters of the conversation that had to be looked at. */
  readonly counted: readonly string[]
  /** How many moments of the model were looked at. */
  readonly moments: number
  readonly talk: Talk | null
}

/**
 * Proves properties of every talk in a flow, or finds a talk that breaks them. A proof asks no guard, so it is true whatever users say and
 * models answer. A talk that breaks a property was walked on the compiled machine. No model is asked.
 *
 * @throws {PropertyError} when a property can not be read
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * const [verdict] = proveFlow(flow, { properties: { ends_once: { atMost: 1, of: 'end' } } })
 * verdict?.verdict // 'proved'
 */
export function proveFlow(written: ConversationFlow, options: ProveOptions = {}): readonly Verdict[] {
  const { properties, only, maxMoments = 20_000, onProgress, ...compileOptions } = options
  const flow = unfold(written)
  const quiet = { ...compileOptions, onProblem: ignoreProblem }
  const machine = compileFlow(flow, quiet)
  const asked = askedProperties(flow, { ...(properties === undefined ? {} : { properties }), ...(only === undefined ? {} : { only }) })
  const named = asked.map((each) => ({ ...each, automaton: automatonFor(flow, each) }))
  const script = scriptFromFlow(flow, quiet)
  const phrases = new Phrasebook(script, witnessOptionsFor(flow, script, compileOptions.stemmers), false)
  const config = readConfig(machine.config)
  const prover: Prover = {
    model: modelOf(config),
    walks: new WalkSearch(withToldActions(withScriptedGuards(machine)), callsIn(config), phrases, maxMoments),
    watched: watchedIn(flow, script),
    maxMoments,
  }
  return named.map((subject, position) => {
    onProgress?.(position, named.length, subject.name)
    return counted(subject, verdictOn(prover, subject))
  })
}

interface Prover {
  readonly model: FlowModel
  readonly walks: WalkSearch
  readonly watched: Watched
  readonly maxMoments: number
}

interface Subject extends AskedProperty {
  readonly automaton: Automaton
}

type Found = Omit<Verdict, 'severity' | 'known'>

function counted({ severity, known }: AskedProperty, found: Found): Verdict {
  return { ...found, severity: found.calls === 'fail' ? 'info' : severity, ...(known ? { known } : {}) }
}

function automatonFor(flow: ConversationFlow, { name, property }: AskedProperty): Automaton {
  const [first, ...others] = propertyProblems(flow, property, ['properties', name])
  if (first !== undefined) throw new PropertyError(name, [first, ...others])
  return automatonOf(flow, property)
}

/** The model tells of these only; of what else a property looks at it knows nothing. */
const TOLD: readonly Happening['type'][] = ['user', 'entered', 'missed', 'failed', 'limit', 'end']

function unknownTo({ unknown }: FlowModel, { types, tests, asks }: Automaton): readonly string[] {
  const untold = [...types].filter((type) => !TOLD.includes(type)).map((type) => `when something is ${type}`)
  const reasons = [...untold, ...(tests.length === 0 ? [] : ['the data'])]
  if (asks === 'way') reasons.push('whether a way can be gone')
  if (asks === 'round') reasons.push('rounds that never end')
  return [...unknown, ...reasons]
}

/** First without failed calls, whose talks are the short ones, then with them. */
function verdictOn(prover: Prover, { name, property, automaton }: Subject): Found {
  const { model, walks, maxMoments } = prover
  const { fails } = property
  const unknown = unknownTo(model, automaton)
  const runs = fails === undefined ? [false, true] : [fails === 'any']
  let moments = 0
  for (const withFailures of runs) {
    const found = searchModel(model, automaton, withFailures, maxMoments)
    moments += found.moments
    if (found.breaks === false && unknown.length === 0) continue
    const broken = walks.find(automaton, withFailures)
    const marked = broken !== undefined && withFailures && fails === undefined ? { calls: 'fail' as const } : {}
    if (broken !== undefined)
      return { name, property, verdict: 'violated', ...marked, because: [], counted: [], moments, talk: talkOf(prover, automaton, broken) }
    const because = reasons(unknown, found.breaks, withFailures)
    return { name, property, verdict: 'undecided', because, counted: [], moments, talk: null }
  }
  return { name, property, verdict: 'proved', because: [], counted: [], moments, talk: null }
}

function reasons(unknown: readonly string[], breaks: boolean | undefined, withFailures: boolean): readonly string[] {
  if (unknown.length > 0) return unknown.map((what) => `Nothing is known here of ${what}.`)
  if (breaks === undefined) return ['There are more moments than `maxMoments`. Raise it.']
  const failing = withFailures ? ' where calls fail' : ''
  return [`The chart has a way that breaks it${failing}, if its conditions and limits let a talk take it. No talk was found that does.`]
}

function talkOf({ watched }: Prover, automaton: Automaton, { walk, first, happenings }: BrokenTalk): Talk {
  const path = pathOf(walk, first, [], watched)
  const happened = untilBroken(automaton, happenings).map(describeHappening)
  return { path: { title: titleOf(path), ...path }, at: walk.steps.length, round: null, happened }
}

function untilBroken(automaton: Automaton, happenings: readonly Happening[]): readonly Happening[] {
  let state: number | undefined = automaton.initial
  for (const [position, happening] of happenings.entries()) {
    state = automaton.next(state, happening)
    if (state === undefined) return happenings.slice(0, position + 1)
  }
  return happenings
}
