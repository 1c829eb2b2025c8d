import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdgeKind } from '../../definition/flow-graph.js'
import { noMatchOf, onLimitOf, stateOf } from '../../definition/state-facts.js'
import { goalKey } from '../paths/goal.js'
import type { MachineScript, StateScript } from '../script/state-script.js'
import { type Hindsight, judgeMessage } from './judge-message.js'
import type { Transcript, TranscriptMessage } from './transcript.js'

/** Returns the keys of the goals that a transcript shows, one for each time. */
export function shownByTranscript(
  flow: ConversationFlow,
  script: MachineScript,
  { messages }: Transcript,
  hindsight: Hindsight,
): readonly string[] {
  return messages.flatMap((message, position): readonly string[] => {
    const before = messages[position - 1]
    const next = messages[position + 1]
    const state = script.states.get(message.state)
    if (state === undefined) return []
    const entered = message.role === 'assistant' && isEntry(before, message) ? [goalKey({ kind: 'state', state: message.state })] : []
    if (next === undefined) return entered
    return [
      ...entered,
      ...(message.role === 'user' ? afterUser(flow, state, message, next, hindsight) : afterReply(flow, state, message, next, hindsight)),
    ]
  })
}

/** A state that speaks again on a miss was not entered anew; whether it was, a transcript does not tell, so it counts once. */
function isEntry(before: TranscriptMessage | undefined, { state }: TranscriptMessage): boolean {
  return before === undefined || before.state !== state
}

function afterUser(
  flow: ConversationFlow,
  state: StateScript,
  { text }: TranscriptMessage,
  next: TranscriptMessage,
  hindsight: Hindsight,
): readonly string[] {
  const { fired, exercised } = judgeMessage(state.user, text, next.state, hindsight)
  const alternatives = exercised.map(({ candidate, alternative }) =>
    goalKey({ kind: 'alternative', state: candidate.scope === 'own' ? state.name : null, transition: candidate.name, alternative }),
  )
  if (fired?.targets.includes(next.state)) {
    const way = fired.scope === 'own' ? 'transition' : 'global'
    return [...alternatives, goalKey({ kind: 'transition', state: state.name, name: fired.name, way, to: next.state })]
  }
  return [...alternatives, ...unnamedWay(flow, state.name, next.state, fired === null ? ['noMatch', 'limit'] : ['limit'])]
}

/** Two messages of the flow in a row: it went on by itself, was told to by its own words, or the user was silent. */
function afterReply(
  flow: ConversationFlow,
  state: StateScript,
  { text }: TranscriptMessage,
  next: TranscriptMessage,
  hindsight: Hindsight,
): readonly string[] {
  if (next.role === 'user') return []
  if (state.onReply) {
    const { fired, exercised } = judgeMessage(state.reply, text, next.state, hindsight)
    const alternatives = exercised.map(({ candidate, alternative }) =>
      goalKey({ kind: 'alternative', state: state.name, transition: candidate.name, alternative }),
    )
    if (fired !== null)
      return [...alternatives, goalKey({ kind: 'transition', state: state.name, name: fired.name, way: 'transition', to: next.state })]
  }
  return unnamedWay(flow, state.name, next.state, ['advance', 'timeout', 'limit', 'error'])
}

/** Returns the first way of these kinds that leads to the state. */
function unnamedWay(flow: ConversationFlow, from: string, to: string, ways: readonly FlowEdgeKind[]): readonly string[] {
  const state = stateOf(flow, from)
  if (state === undefined) return []
  const targets: Partial<Record<FlowEdgeKind, string | undefined>> = {
    advance: state.advanceTo,
    timeout: state.timeout?.to,
    noMatch: noMatchOf(flow, state)?.to,
    limit: onLimitOf(flow, state),
    error: state.invoke?.onError,
  }
  const way = ways.find((kind) => targets[kind] === to)
  return way === undefined ? [] : [goalKey({ kind: 'transition', state: from, name: null, way, to })]
}
