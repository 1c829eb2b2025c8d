import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { CallsTold } from '../paths/call-goals.js'
import { goalKey } from '../paths/goal.js'
import { type Hindsight, type Judged, judgeMessage } from '../script/judge-message.js'
import type { Judging, MachineScript, StateScript } from '../script/state-script.js'
import { type FlowWays, silentWay } from './silent-way.js'
import type { Transcript, TranscriptMessage } from './transcript.js'

/** What a message and the next one tell: which alternatives were exercised, and by which edges the conversation went on. */
interface Told {
  readonly alternatives: readonly string[]
  readonly way: readonly FlowEdge[]
}

const NOTHING_TOLD: Told = { alternatives: [], way: [] }

/** Returns the keys of the goals that a transcript shows, one for each time. */
export function shownByTranscript(ways: FlowWays, script: MachineScript, transcript: Transcript, hindsight: Hindsight): readonly string[] {
  // What a person says in the flow's place shows nothing of the flow.
  const messages = transcript.messages.filter(({ by }) => by === undefined)
  const calls = new CallsTold(ways.flow)
  return messages.flatMap((message, position): readonly string[] => {
    const state = script.states.get(message.state)
    if (state === undefined) return []
    const next = messages[position + 1]
    const entered = isEntry(messages[position - 1], message) ? [goalKey({ kind: 'state', state: message.state })] : []
    const { alternatives, way } = next === undefined ? NOTHING_TOLD : toldBy(ways, state, message, next, hindsight)
    return [...entered, ...alternatives, ...way.flatMap((edge, step) => shownByEdge(edge, calls, step === way.length - 1))]
  })
}

/** A state that speaks again on a miss was not entered anew; whether it was, a transcript does not tell, so it counts once. */
function isEntry(before: TranscriptMessage | undefined, { state }: TranscriptMessage): boolean {
  return before === undefined || before.state !== state
}

/** The state that an edge leads to is counted by its own words, where it has any. */
function shownByEdge({ from, to, kind, name: named }: FlowEdge, calls: CallsTold, speaks: boolean): readonly string[] {
  const name = named ?? null
  const ofCalls =
    kind === 'resume'
      ? calls.hear({ type: 'state.resumed', state: to, from, outcome: '' }, false)
      : calls.hear({ type: 'state.entered', state: to, from, transition: name, visits: 0 }, kind === 'limit')
  const isOfCalls = kind === 'digression' || kind === 'return' || kind === 'resume'
  const taken = isOfCalls ? ofCalls : [goalKey({ kind: 'transition', state: from, name, way: kind, to })]
  return speaks ? taken : [...taken, goalKey({ kind: 'state', state: to })]
}

function toldBy(ways: FlowWays, state: StateScript, message: TranscriptMessage, next: TranscriptMessage, hindsight: Hindsight): Told {
  return message.role === 'user' ? afterUser(ways, state, message, next, hindsight) : afterReply(ways, state, message, next, hindsight)
}

function afterUser(ways: FlowWays, state: StateScript, { text }: TranscriptMessage, next: TranscriptMessage, hindsight: Hindsight): Told {
  const { judged, alternatives } = judge(ways, state, state.user, text, next, hindsight)
  const kinds: readonly FlowEdgeKind[] = judged.fired === null ? ['collected', 'noMatch', 'event', 'limit'] : ['collected', 'limit']
  // A correction is taken before any transition.
  const way = firedWay(ways, state, judged, next) ?? unnamedWay(ways, state.name, next.state, ['corrected', ...kinds])
  return { alternatives, way }
}

/** Two messages of the flow in a row: it went on by itself, was told to by its own words, came back from a flow, or the user was silent. */
function afterReply(ways: FlowWays, state: StateScript, { text }: TranscriptMessage, next: TranscriptMessage, hindsight: Hindsight): Told {
  if (next.role === 'user') return NOTHING_TOLD
  const { judged, alternatives } = judge(ways, state, state.onReply ? state.reply : state.entry, text, next, hindsight)
  const kinds: readonly FlowEdgeKind[] = ['advance', 'call', 'return', 'resume', 'event', 'timeout', 'limit', 'error']
  const way = firedWay(ways, state, judged, next) ?? unnamedWay(ways, state.name, next.state, kinds)
  return { alternatives: state.onReply ? alternatives : [], way }
}

function judge(
  ways: FlowWays,
  state: StateScript,
  judging: Judging,
  text: string,
  next: TranscriptMessage,
  hindsight: Hindsight,
): { readonly judged: Judged; readonly alternatives: readonly string[] } {
  const judged = judgeMessage(judging, text, (name) => silentWay(ways, name, next.state) !== undefined, hindsight)
  const alternatives = judged.exercised.map(({ candidate, alternative }) =>
    goalKey({ kind: 'alternative', state: candidate.scope === 'own' ? state.name : null, transition: candidate.name, alternative }),
  )
  return { judged, alternatives }
}

/** Returns the edge of the transition that fired, and what came silently after it; undefined where it leads elsewhere. */
function firedWay(
  ways: FlowWays,
  { name: from }: StateScript,
  { fired }: Judged,
  next: TranscriptMessage,
): readonly FlowEdge[] | undefined {
  if (fired === null) return undefined
  for (const to of fired.targets) {
    const after = silentWay(ways, to, next.state)
    if (after === undefined) continue
    const taken: readonly FlowEdgeKind[] = [fired.scope === 'own' ? 'transition' : 'global', 'digression']
    const edge = ways.edges.get(from)?.find((each) => each.name === fired.name && each.to === to && taken.includes(each.kind))
    return edge === undefined ? undefined : [edge, ...after]
  }
  return undefined
}

/** Returns the first way of these kinds that leads to the state; what leads there itself comes before what goes on to it in silence. */
function unnamedWay(ways: FlowWays, from: string, to: string, kinds: readonly FlowEdgeKind[]): readonly FlowEdge[] {
  const leaving = ways.edges.get(from) ?? []
  for (const way of kinds) {
    const direct = leaving.find((edge) => edge.kind === way && edge.to === to)
    if (direct !== undefined) return [direct]
    for (const edge of leaving) {
      const after = edge.kind === way ? silentWay(ways, edge.to, to) : undefined
      if (after !== undefined) return [edge, ...after]
    }
  }
  return []
}
