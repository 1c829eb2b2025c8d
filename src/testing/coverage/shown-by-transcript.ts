import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdgeKind } from '../../definition/flow-edge.js'
import { flowEdges } from '../../definition/flow-graph.js'
import { noMatchOf, stateOf } from '../../definition/state-facts.js'
import { goalKey } from '../paths/goal.js'
import { type Hindsight, judgeMessage } from '../script/judge-message.js'
import type { MachineScript, StateScript } from '../script/state-script.js'
import type { Transcript, TranscriptMessage } from './transcript.js'

/** Returns the keys of the goals that a transcript shows, one for each time. */
export function shownByTranscript(
  flow: ConversationFlow,
  script: MachineScript,
  transcript: Transcript,
  hindsight: Hindsight,
): readonly string[] {
  // What a person says in the flow's place shows nothing of the flow.
  const messages = transcript.messages.filter(({ by }) => by === undefined)
  return messages.flatMap((message, position): readonly string[] => {
    const before = messages[position - 1]
    const next = messages[position + 1]
    const state = script.states.get(message.state)
    if (state === undefined) return []
    const entered = isEntry(before, message) ? [goalKey({ kind: 'state', state: message.state })] : []
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
  const { fired, exercised } = judgeMessage(state.user, text, (name) => leadsSilently(flow, name, next.state), hindsight)
  const alternatives = exercised.map(({ candidate, alternative }) =>
    goalKey({ kind: 'alternative', state: candidate.scope === 'own' ? state.name : null, transition: candidate.name, alternative }),
  )
  const target = fired?.targets.find((name) => leadsSilently(flow, name, next.state))
  if (fired !== null && target !== undefined) {
    const way = fired.scope === 'own' ? 'transition' : 'global'
    const taken = goalKey({ kind: 'transition', state: state.name, name: fired.name, way, to: target })
    return [...alternatives, taken, ...silentWay(flow, target, next.state)]
  }
  return [...alternatives, ...unnamedWay(flow, state.name, next.state, fired === null ? ['noMatch', 'event', 'limit'] : ['limit'])]
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
    const { fired, exercised } = judgeMessage(state.reply, text, (name) => leadsSilently(flow, name, next.state), hindsight)
    const alternatives = exercised.map(({ candidate, alternative }) =>
      goalKey({ kind: 'alternative', state: state.name, transition: candidate.name, alternative }),
    )
    const target = fired?.targets.find((name) => leadsSilently(flow, name, next.state))
    if (fired !== null && target !== undefined) {
      const taken = goalKey({ kind: 'transition', state: state.name, name: fired.name, way: 'transition', to: target })
      return [...alternatives, taken, ...silentWay(flow, target, next.state)]
    }
  }
  return unnamedWay(flow, state.name, next.state, ['advance', 'event', 'timeout', 'limit', 'error'])
}

/** Returns the first way of these kinds that leads to the state. */
function unnamedWay(flow: ConversationFlow, from: string, to: string, ways: readonly FlowEdgeKind[]): readonly string[] {
  const state = stateOf(flow, from)
  if (state === undefined) return []
  const edges = (kind: FlowEdgeKind) => flowEdges(flow).filter((edge) => edge.from === from && edge.kind === kind)
  const targets: Partial<Record<FlowEdgeKind, () => readonly string[]>> = {
    advance: () => named(state.advanceTo),
    timeout: () => named(state.timeout?.to),
    noMatch: () => named(noMatchOf(flow, state)?.to),
    event: () => edges('event').map((edge) => edge.to),
    limit: () => edges('limit').map((edge) => edge.to),
    error: () => named(state.invoke?.onError),
  }
  for (const way of ways) {
    const target = targets[way]?.().find((name) => leadsSilently(flow, name, to))
    if (target === undefined) continue
    const name = way === 'event' ? (edges('event').find((edge) => edge.to === target)?.name ?? null) : null
    return [goalKey({ kind: 'transition', state: from, name, way, to: target }), ...silentWay(flow, target, to)]
  }
  return []
}

function named(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name]
}

/** Tells whether a conversation that goes to a state may speak next in another (or the same): actors that fail lead on without a word. */
function leadsSilently(flow: ConversationFlow, from: string, to: string): boolean {
  return from === to || failingFrom(flow, from).includes(to)
}

/** What was shown on the way between: the states whose actors have failed, and where that led. */
function silentWay(flow: ConversationFlow, from: string, to: string): readonly string[] {
  if (from === to) return []
  const passed = [from, ...failingFrom(flow, from)]
  return passed.slice(0, passed.indexOf(to)).flatMap((state, position) => {
    const next = passed[position + 1] ?? to
    return [goalKey({ kind: 'state', state }), goalKey({ kind: 'transition', state, name: null, way: 'error', to: next })]
  })
}

/** Returns the states that failing actors lead to from a state, in order. */
function failingFrom(flow: ConversationFlow, start: string): readonly string[] {
  const passed = new Set<string>()
  for (
    let name = stateOf(flow, start)?.invoke?.onError;
    name !== undefined && !passed.has(name);
    name = stateOf(flow, name)?.invoke?.onError
  ) {
    passed.add(name)
  }
  return [...passed]
}
