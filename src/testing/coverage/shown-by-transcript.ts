import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { stateOf } from '../../definition/state-facts.js'
import { goalKey } from '../paths/goal.js'
import { type Hindsight, judgeMessage } from '../script/judge-message.js'
import type { MachineScript, StateScript } from '../script/state-script.js'
import type { Transcript, TranscriptMessage } from './transcript.js'

/** A flow and its edges, by the state that they leave: read once for all transcripts. */
export interface FlowWays {
  readonly flow: ConversationFlow
  readonly edges: ReadonlyMap<string, readonly FlowEdge[]>
}

/** Returns the keys of the goals that a transcript shows, one for each time. */
export function shownByTranscript(ways: FlowWays, script: MachineScript, transcript: Transcript, hindsight: Hindsight): readonly string[] {
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
      ...(message.role === 'user' ? afterUser(ways, state, message, next, hindsight) : afterReply(ways, state, message, next, hindsight)),
    ]
  })
}

/** A state that speaks again on a miss was not entered anew; whether it was, a transcript does not tell, so it counts once. */
function isEntry(before: TranscriptMessage | undefined, { state }: TranscriptMessage): boolean {
  return before === undefined || before.state !== state
}

function afterUser(
  ways: FlowWays,
  state: StateScript,
  { text }: TranscriptMessage,
  next: TranscriptMessage,
  hindsight: Hindsight,
): readonly string[] {
  const { fired, exercised } = judgeMessage(state.user, text, (name) => leadsSilently(ways.flow, name, next.state), hindsight)
  const alternatives = exercised.map(({ candidate, alternative }) =>
    goalKey({ kind: 'alternative', state: candidate.scope === 'own' ? state.name : null, transition: candidate.name, alternative }),
  )
  const target = fired?.targets.find((name) => leadsSilently(ways.flow, name, next.state))
  if (fired !== null && target !== undefined) {
    const way = fired.scope === 'own' ? 'transition' : 'global'
    const taken = goalKey({ kind: 'transition', state: state.name, name: fired.name, way, to: target })
    return [...alternatives, taken, ...silentWay(ways.flow, target, next.state)]
  }
  return [...alternatives, ...unnamedWay(ways, state.name, next.state, fired === null ? ['noMatch', 'event', 'limit'] : ['limit'])]
}

/** Two messages of the flow in a row: it went on by itself, was told to by its own words, or the user was silent. */
function afterReply(
  ways: FlowWays,
  state: StateScript,
  { text }: TranscriptMessage,
  next: TranscriptMessage,
  hindsight: Hindsight,
): readonly string[] {
  if (next.role === 'user') return []
  if (state.onReply) {
    const { fired, exercised } = judgeMessage(state.reply, text, (name) => leadsSilently(ways.flow, name, next.state), hindsight)
    const alternatives = exercised.map(({ candidate, alternative }) =>
      goalKey({ kind: 'alternative', state: state.name, transition: candidate.name, alternative }),
    )
    const target = fired?.targets.find((name) => leadsSilently(ways.flow, name, next.state))
    if (fired !== null && target !== undefined) {
      const taken = goalKey({ kind: 'transition', state: state.name, name: fired.name, way: 'transition', to: target })
      return [...alternatives, taken, ...silentWay(ways.flow, target, next.state)]
    }
  }
  return unnamedWay(ways, state.name, next.state, ['advance', 'event', 'timeout', 'limit', 'error'])
}

/** Returns the first way of these kinds that leads to the state. */
function unnamedWay({ flow, edges }: FlowWays, from: string, to: string, kinds: readonly FlowEdgeKind[]): readonly string[] {
  const leaving = edges.get(from) ?? []
  for (const way of kinds) {
    const edge = leaving.find((each) => each.kind === way && leadsSilently(flow, each.to, to))
    if (edge === undefined) continue
    return [goalKey({ kind: 'transition', state: from, name: edge.name ?? null, way, to: edge.to }), ...silentWay(flow, edge.to, to)]
  }
  return []
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
