import type { Condition } from '../../conditions/condition.js'
import { leafConditions } from '../../conditions/leaves.js'
import { likelySituations, type WitnessOptions } from '../../conditions/witness/index.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { expectedOf, type FlowPath, titleOf } from '../paths/flow-path.js'
import { nextState } from '../paths/observed-state.js'
import { agrees } from '../paths/run-path.js'
import type { MachineScript } from '../script/state-script.js'
import { stepFrom } from './judge-mutant.js'
import type { KeptMoment, KeptSuite } from './kept-suite.js'

/** A machine and what can be said to it. */
export interface Talked {
  readonly machine: ConversationMachine
  readonly script: MachineScript
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
    const conditions = [known, changed].flatMap(({ script }) => conditionsAt(script, state))
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

/** Returns what may be said: for each condition, both ways, then its keywords denied, inflected, and two at once. */
function messagesFor(conditions: readonly Condition[], options: WitnessOptions): readonly string[] {
  const said = conditions.flatMap((condition) =>
    [true, false].flatMap((holds) => [...likelySituations(condition, holds, undefined, options)].map(({ text }) => text)),
  )
  const lists = conditions.flatMap(leafConditions).flatMap((leaf) => (leaf.type === 'keyword' ? [leaf.words] : []))
  const words = [...new Set(lists.flat())]
  const spoken = words.flatMap((word) => [`not ${word}`, `no ${word}`, `${word}s`, `${word}ed`, `${word}ing`, word.replace(/s$/, '')])
  return [...new Set([...said, ...words, ...pairsOf(lists), ...spoken])].filter((text) => text.trim() !== '').slice(0, MOST_MESSAGES)
}

/** Two keywords of different conditions in one message: the order decides between those that are as long. */
function pairsOf(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.flatMap((list, position) =>
    lists.slice(position + 1).flatMap((others) => {
      const word = list.find((each) => others.some((other) => other !== each && other.length === each.length)) ?? list[0]
      const other = others.find((each) => each !== word && each.length === word?.length) ?? others[0]
      return word === undefined || other === undefined || word === other ? [] : [`${word}, ${other}`]
    }),
  )
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
