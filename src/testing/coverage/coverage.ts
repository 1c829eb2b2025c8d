import type { CompileOptions } from '../../compile/compile-options.js'
import { alternativesOf } from '../../conditions/witness/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { flowEdges } from '../../definition/flow-graph.js'
import { unfold } from '../../definition/flows/unfold.js'
import { edgesFrom } from '../../definition/shortest-cycle.js'
import { callGoals } from '../paths/call-goals.js'
import { describeGoal, type Goal, goalKey } from '../paths/goal.js'
import type { Hindsight } from '../script/judge-message.js'
import { witnessOptionsFor } from '../script/phrasebook.js'
import { firableCandidates, possibleEdges } from '../script/possible-edges.js'
import { scriptFromFlow } from '../script/script-from-flow.js'
import type { MachineScript, StateScript } from '../script/state-script.js'
import { shownByTranscript } from './shown-by-transcript.js'
import type { FlowWays } from './silent-way.js'
import type { Transcript } from './transcript.js'

/** Tells of one thing of a flow how often conversations have come to it. */
export interface CoverageItem {
  readonly kind: 'state' | 'transition' | 'alternative'
  /** The state that it belongs to; null for a global transition's alternative, and for what it calls. */
  readonly state: string | null
  /** For people. */
  readonly description: string
  readonly hits: number
}

/** Counts how many things of one kind there are, and how many of them were come to. */
export interface CoverageCount {
  readonly covered: number
  readonly total: number
}

/** Tells what recorded conversations have exercised of a flow. Plain JSON. */
export interface FlowCoverage {
  readonly flow: string
  readonly transcripts: number
  readonly states: CoverageCount
  readonly transitions: CoverageCount
  readonly alternatives: CoverageCount
  /** States, then transitions, then alternatives, each as declared. */
  readonly items: readonly CoverageItem[]
  /** States that transcripts name and the flow does not have: of another version, or another flow. */
  readonly unknownStates: readonly string[]
}

/**
 * Measures which states, transitions and alternatives of conditions recorded conversations have exercised. What keywords, patterns and
 * sentiments decide is decided again on the user's words; what the model decided is told by where the conversation went on.
 *
 * @param transcripts a list, or a stream of them: `storedTranscripts(store)`
 * @param options the prompts and stemmers that the flow is compiled with
 * @example
 * const measured = await coverage(flow, storedTranscripts(store, flow.name))
 * measured.states.covered // 0
 */
export async function coverage(
  written: ConversationFlow,
  transcripts: Iterable<Transcript> | AsyncIterable<Transcript>,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'> = {},
): Promise<FlowCoverage> {
  const flow = unfold(written)
  const script = scriptFromFlow(flow, options)
  const hindsight: Hindsight = { options: witnessOptionsFor(flow, script, options.stemmers), unknownKeys: unknownKeys(script) }
  const ways: FlowWays = { flow, edges: edgesFrom(flowEdges(flow)) }
  const hits = new Map<string, number>()
  const unknownStates = new Set<string>()
  let count = 0
  for await (const transcript of transcripts) {
    count += 1
    for (const key of shownByTranscript(ways, script, transcript, hindsight)) hits.set(key, (hits.get(key) ?? 0) + 1)
    for (const { state } of transcript.messages) if (!script.states.has(state)) unknownStates.add(state)
  }
  const items = measuredGoals(flow, script).map((goal) => itemOf(goal, hits.get(goalKey(goal)) ?? 0))
  return {
    flow: flow.name,
    transcripts: count,
    states: countOf(items, 'state'),
    transitions: countOf(items, 'transition'),
    alternatives: countOf(items, 'alternative'),
    items,
    unknownStates: [...unknownStates],
  }
}

type MeasuredGoal = Extract<Goal, { readonly kind: CoverageItem['kind'] | 'digression' | 'resumed' | 'outcome' }>

function measuredGoals(flow: ConversationFlow, script: MachineScript): readonly MeasuredGoal[] {
  const states = Object.keys(flow.states).map((state): MeasuredGoal => ({ kind: 'state', state }))
  const told = possibleEdges(flow, script).filter(({ kind }) => !['digression', 'return', 'resume'].includes(kind))
  const ways = told.map(({ from, to, kind, name = null }): MeasuredGoal => ({ kind: 'transition', state: from, name, way: kind, to }))
  const alternatives = [...script.states.values()].flatMap(({ name, user, reply }) =>
    [...firableCandidates(user), ...firableCandidates(reply)].flatMap((candidate) =>
      alternativesOf(candidate.condition).map((alternative): MeasuredGoal => {
        return { kind: 'alternative', state: candidate.scope === 'own' ? name : null, transition: candidate.name, alternative }
      }),
    ),
  )
  const distinct = new Map([...states, ...ways, ...callGoals(flow).filter(isTold), ...alternatives].map((goal) => [goalKey(goal), goal]))
  return [...distinct.values()]
}

/** What calls do counts once for each who calls, as on paths. A transcript does not tell what was held back. */
function isTold(goal: Goal): goal is MeasuredGoal {
  return goal.kind === 'digression' || goal.kind === 'resumed' || goal.kind === 'outcome'
}

function itemOf(goal: MeasuredGoal, hits: number): CoverageItem {
  const kind = goal.kind === 'state' || goal.kind === 'alternative' ? goal.kind : 'transition'
  return { kind, state: goal.state, description: describeGoal(goal), hits }
}

function countOf(items: readonly CoverageItem[], kind: CoverageItem['kind']): CoverageCount {
  const ofKind = items.filter((item) => item.kind === kind)
  return { covered: ofKind.filter(({ hits }) => hits > 0).length, total: ofKind.length }
}

/** Returns the keys of the data that may have come up in the conversation itself. */
function unknownKeys({ states, dataKeys }: MachineScript): ReadonlySet<string> {
  return new Set([...states.values()].flatMap((state) => keysBroughtBy(state, dataKeys)))
}

/** What is merged as it comes may hold any key. */
function keysBroughtBy({ user, reply, savesAs }: StateScript, dataKeys: readonly string[]): readonly string[] {
  const extracted = [user, reply].flatMap(({ extracts }) => (extracts === false ? [] : (extracts.fields ?? dataKeys)))
  if (savesAs === undefined) return extracted
  return savesAs === null ? dataKeys : [...extracted, savesAs]
}
