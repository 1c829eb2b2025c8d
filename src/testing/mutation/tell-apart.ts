import type { Condition } from '../../conditions/condition.js'
import { likelySituations, type WitnessOptions } from '../../conditions/witness/index.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import { expectedOf, type FlowPath, type FlowPathStep, titleOf } from '../paths/flow-path.js'
import { nextState, type ObservedState } from '../paths/observed-state.js'
import { agrees } from '../paths/run-path.js'
import { NOTHING_WATCHED } from '../paths/watched.js'
import type { PathStep } from '../script/path-step.js'
import type { MachineScript } from '../script/state-script.js'
import { tellingForms, tellingTexts } from '../script/telling-texts.js'
import { stepFrom } from './judge-mutant.js'
import type { KeptMoment, KeptSuite } from './kept-suite.js'

/** A machine and what can be said to it. */
export interface Talked {
  readonly machine: ConversationMachine
  /** Made when first asked for. */
  readonly script: () => MachineScript
}

const MOST_MESSAGES = 800

/** A machine and a changed one, and the states in which they differ. */
interface Pair {
  readonly known: Talked
  readonly changed: Talked
  readonly states: readonly string[]
}

/** Looks for a message that leads elsewhere on a changed machine; the path to it and with it, or null. */
export function tellApart({ known, changed, states }: Pair, suite: KeptSuite, options: WitnessOptions): FlowPath | null {
  for (const state of states) {
    const moment = suite.moments.get(state)
    if (moment === undefined) continue
    const conditions = [known, changed].flatMap(({ script }) => conditionsAt(script(), state))
    for (const text of messagesFor(conditions, options)) {
      const step = { type: 'message', text } as const
      const after = nextState(known.machine, moment.observed, step)
      const other = stepFrom(changed.machine, moment.observed, step)
      if (other === undefined || !agrees(expectedOf(after), expectedOf(other)))
        return pathWith(moment, [{ step, expected: expectedOf(after) }])
    }
    for (const step of [MISS, SILENCE]) {
      const steps = toldAgain(known.machine, changed.machine, moment.observed, step)
      if (steps !== undefined) return pathWith(moment, steps)
    }
  }
  return null
}

const MISS: PathStep = { type: 'message', text: 'hm' }
const SILENCE: PathStep = { type: 'timeout' }
const MOST_STEPS = 24

/** What a state does after so many misses, or silences, only shows when these come one after the other. */
function toldAgain(
  machine: ConversationMachine,
  changed: ConversationMachine,
  from: ObservedState,
  wanted: PathStep,
): readonly FlowPathStep[] | undefined {
  const steps: FlowPathStep[] = []
  let at = from
  let other: ObservedState | undefined = from
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const step = stepAt(at, wanted)
    if (step === undefined) return undefined
    at = nextState(machine, at, step)
    other = count === 0 ? stepFrom(changed, from, step) : nextState(changed, other, step)
    const expected = expectedOf(at, WATCHED)
    steps.push({ step, expected })
    if (other === undefined || !agrees(expected, expectedOf(other, WATCHED))) return steps
  }
  return undefined
}

const WATCHED = { ...NOTHING_WATCHED, entered: true, said: true }

/** What is wanted where the user is heard, and what the model does in between; undefined where nothing more can come. */
function stepAt({ machine, value, context }: ObservedState, wanted: PathStep): PathStep | undefined {
  if (machine.status !== 'active') return undefined
  switch (positionOf(value).substate) {
    case 'listening':
      return wanted
    case 'understanding':
      return { type: 'answers', about: 'user', answers: {}, data: {} }
    case 'responding':
      return { type: 'reply', text: `[${context.state}]` }
    default:
      return undefined
  }
}

function conditionsAt({ states }: MachineScript, state: string): readonly Condition[] {
  return (states.get(state)?.user.candidates ?? []).map(({ condition }) => condition)
}

/** Returns what may be said: what tells conditions from others that are nearly the same, then what each of them takes, and does not. */
function messagesFor(conditions: readonly Condition[], options: WitnessOptions): readonly string[] {
  const said = conditions.flatMap((condition) =>
    [true, false].flatMap((holds) => [...likelySituations(condition, holds, undefined, options)].map(({ text }) => text)),
  )
  const forms = conditions.flatMap((condition) => tellingForms(condition, options).map(({ text }) => text))
  return [...new Set([...tellingTexts(conditions, options), ...forms, ...said])]
    .filter((text) => text.trim() !== '')
    .slice(0, MOST_MESSAGES)
}

function pathWith({ path, steps }: KeptMoment, told: readonly FlowPathStep[]): FlowPath {
  const all = [...steps, ...told]
  const talk = { data: path.data, start: path.start, steps: all, outcome: all.at(-1)?.expected.outcome ?? null, shows: [] }
  return { title: titleOf(talk), ...talk }
}
