import type { Condition } from '../../conditions/condition.js'
import { likelySituations, type WitnessOptions } from '../../conditions/witness/index.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { expectedOf, type FlowPath, titleOf } from '../paths/flow-path.js'
import { nextState } from '../paths/observed-state.js'
import { agrees } from '../paths/run-path.js'
import type { MachineScript } from '../script/state-script.js'
import { tellingTexts } from '../script/telling-texts.js'
import { stepFrom } from './judge-mutant.js'
import type { KeptMoment, KeptSuite } from './kept-suite.js'

/** A machine and what can be said to it. */
export interface Talked {
  readonly machine: ConversationMachine
  /** Made when first asked for. */
  readonly script: () => MachineScript
}

const MOST_MESSAGES = 400

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
      if (other === undefined || !agrees(expectedOf(after), expectedOf(other))) return pathWith(moment, text, expectedOf(after))
    }
  }
  return null
}

function conditionsAt({ states }: MachineScript, state: string): readonly Condition[] {
  return (states.get(state)?.user.candidates ?? []).map(({ condition }) => condition)
}

/** Returns what may be said: what tells conditions from others that are nearly the same, then what each of them takes, and does not. */
function messagesFor(conditions: readonly Condition[], options: WitnessOptions): readonly string[] {
  const said = conditions.flatMap((condition) =>
    [true, false].flatMap((holds) => [...likelySituations(condition, holds, undefined, options)].map(({ text }) => text)),
  )
  return [...new Set([...tellingTexts(conditions, options), ...said])].filter((text) => text.trim() !== '').slice(0, MOST_MESSAGES)
}

function pathWith({ path, steps }: KeptMoment, text: string, expected: FlowPath['start']): FlowPath {
  const talk = {
    data: path.data,
    start: path.start,
    steps: [...steps, { step: { type: 'message', text } as const, expected }],
    outcome: expected.outcome,
    shows: [],
  }
  return { title: titleOf(talk), ...talk }
}
