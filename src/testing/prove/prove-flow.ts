import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import { planFlow } from '../../compile/plan/flow-plan.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { propertyProblems } from '../../definition/properties/property-problems.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { DEFAULT_MESSAGE_LENGTH } from '../../machine/event-facts.js'
import { readConfig } from '../../machine/read-config.js'
import { watchedIn } from '../paths/watched.js'
import { Phrasebook, witnessOptionsFor } from '../script/phrasebook.js'
import { ignoreProblem, scriptFromPlan } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import { type AskedProperty, askedProperties } from './asked-properties.js'
import { type Automaton, automatonOf } from './automaton.js'
import { counterBounds } from './counters.js'
import { callsIn } from './happenings.js'
import { ModelMaker } from './model-maker.js'
import { premisesOf } from './premises.js'
import type { Property } from './property.js'
import { PropertyError } from './property-error.js'
import { Replayer } from './replay.js'
import { outsideOf } from './replay-steps.js'
import { Sayings } from './sayings.js'
import { withToldActions } from './told-actions.js'
import { type Found, type Prover, type Verdict, verdictOn } from './verdict.js'

/** Says what is to be proved, and how far to look. */
export interface ProveOptions extends Pick<CompileOptions, 'prompts' | 'stemmers'> {
  /** By names of your own, beside those in the flow. A flow without any is asked the properties of every flow. */
  readonly properties?: Readonly<Record<string, Property>>
  /** The names of those that are asked; all by default. */
  readonly only?: readonly string[]
  /** A search that comes to more moments than these ends; 100,000 by default. */
  readonly maxMoments?: number
  /** Called before each property, with how many were judged, how many there are, and its name. */
  readonly onProgress?: (judged: number, all: number, name: string) => void
}

/**
 * Proves properties of every talk in a flow, or finds a talk that breaks them. A proof is true whatever users say and models answer. A talk that breaks a property was walked on the compiled machine. No model is asked.
 *
 * @throws {PropertyError} when a property can not be read
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {TalkchartError} `invalid-option`, or `unknown-property` where `only` names none
 * @example
 * const [verdict] = proveFlow(flow, { properties: { ends_once: { atMost: 1, of: 'end' } } })
 * verdict?.verdict // 'proved'
 */
export function proveFlow(written: ConversationFlow, options: ProveOptions = {}): readonly Verdict[] {
  checkOptions(options)
  const { properties, only, onProgress, ...judging } = options
  const flow = unfold(written)
  const judge = judgeOf(flow, judging)
  const asked = askedProperties(flow, { ...(properties === undefined ? {} : { properties }), ...(only === undefined ? {} : { only }) })
  const judged = asked.map((each) => ({ name: each.name, verdict: judge(each) }))
  return judged.map(({ name, verdict }, position) => {
    onProgress?.(position, judged.length, name)
    return verdict()
  })
}

/**
 * Returns what reads a property of a flow, and then judges it when told. What all properties share is worked out once.
 *
 * @param flow an unfolded flow
 * @throws {InvalidFlowError} when the flow can not be compiled; {PropertyError} by what is returned, when a property can not be read
 */
export function judgeOf(
  flow: ConversationFlow,
  { maxMoments = 100_000, ...compileOptions }: Pick<ProveOptions, 'maxMoments' | 'prompts' | 'stemmers'>,
): (asked: AskedProperty) => () => Verdict {
  const quiet = { ...compileOptions, onProblem: ignoreProblem }
  const machine = compileFlow(flow, quiet)
  const plan = planFlow(flow, quiet)
  const script = scriptFromPlan(flow, plan, quiet)
  const phrases = new Phrasebook(script, witnessOptionsFor(flow, script, compileOptions.stemmers), false)
  const config = readConfig(machine.config)
  const prover: Prover = {
    models: new ModelMaker(flow, config, plan.functions.hooks.keys(), compileOptions),
    bounds: counterBounds(config),
    replayer: new Replayer(withToldActions(withScriptedGuards(machine)), callsIn(config), phrases, outsideOf(flow, config)),
    sayings: new Sayings(machine, phrases, flow.maxMessageLength ?? DEFAULT_MESSAGE_LENGTH, Object.keys(flow.events ?? {})),
    watched: watchedIn(flow, script),
    maxMoments,
  }
  return (asked) => {
    const automaton = automatonFor(flow, asked)
    return () => counted(asked, verdictOn(prover, { ...asked, automaton, premises: premisesOf(flow, asked.property) }))
  }
}

/** What JavaScript may hand over. */
function checkOptions({ properties, only, maxMoments }: { readonly [Name in keyof ProveOptions]?: unknown }): void {
  if (properties !== undefined && (!isRecord(properties) || Array.isArray(properties)))
    refuse(`The option properties must be an object of properties by their names; found ${quote(properties)}.`)
  if (only !== undefined && !(Array.isArray(only) && only.every((name) => typeof name === 'string')))
    refuse(`The option only must be a list of names; found ${quote(only)}.`)
  if (maxMoments !== undefined && !(typeof maxMoments === 'number' && Number.isInteger(maxMoments) && maxMoments > 0))
    refuse(
      `The option maxMoments must be a whole number from 1 on; found ${typeof maxMoments === 'number' ? maxMoments : quote(maxMoments)}.`,
    )
}

function refuse(message: string): never {
  throw new TalkchartError('invalid-option', message)
}

function counted({ severity, known }: AskedProperty, found: Found): Verdict {
  return { ...found, severity: found.calls === 'fail' ? 'info' : severity, ...(known ? { known } : {}) }
}

function automatonFor(flow: ConversationFlow, { name, property }: AskedProperty): Automaton {
  const [first, ...others] = propertyProblems(flow, property, ['properties', name])
  if (first !== undefined) throw new PropertyError(name, [first, ...others])
  return automatonOf(flow, property)
}
