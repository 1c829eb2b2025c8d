import { alternativesOf } from '../../conditions/witness/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdgeKind } from '../../definition/flow-edge.js'
import { enters, successorsBy } from '../../definition/flow-graph.js'
import type { MachineConfigJson, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import type { LimitKind } from '../../machine/events.js'
import { firableCandidates, possibleEdges } from '../script/possible-edges.js'
import type { MachineScript, ScriptCandidate } from '../script/state-script.js'
import { callGoals } from './call-goals.js'
import { dataGoals } from './data-goals.js'
import { eventGoals } from './event-goals.js'
import { fieldGoals } from './field-goals.js'
import { type Goal, goalKey } from './goal.js'
import { mishapGoals } from './mishaps.js'

/** Names what paths cover: every state; also every way between them, failure and limit; also every alternative of every condition, every wording, suggestion and change of the data. */
export type PathCoverage = 'states' | 'transitions' | 'conditions'

/** Returns everything that paths of this coverage are to show. */
export function goalsOf(flow: ConversationFlow, script: MachineScript, config: MachineConfigJson, coverage: PathCoverage): readonly Goal[] {
  const states = Object.keys(flow.states).map((state): Goal => ({ kind: 'state', state }))
  if (coverage === 'states') return states
  const edges = possibleEdges(flow, script)
  const ways = edges.flatMap(({ from, to, kind, name = null }): readonly Goal[] =>
    kind === 'limit' || isOfCalls(kind) ? [] : [{ kind: 'transition', state: from, name, way: kind, to }],
  )
  const nodes = Object.entries(config.states)
  const outcomes = nodes
    .flatMap(([state, node]) => [...failuresOf(state, node), ...limitsOf(state, node)])
    .filter(canComeAgain(successorsBy(edges.filter(enters))))
  const goals = [
    ...states,
    ...ways,
    ...callGoals(flow),
    ...eventGoals(flow),
    ...fieldGoals(flow, script, edges),
    ...outcomes,
    ...mishapGoals(flow, script, config),
  ]
  return coverage === 'transitions' ? goals : [...goals, ...alternativeGoals(script), ...dataGoals(flow, script, edges)]
}

/** What calls do is shown once for each who calls, and not for each way that it may take. */
function isOfCalls(kind: FlowEdgeKind): boolean {
  return kind === 'digression' || kind === 'return' || kind === 'resume'
}

function alternativeGoals(script: MachineScript): readonly Goal[] {
  const globals = new Map<string, Goal>()
  const own: Goal[] = []
  for (const { name: state, user, reply } of script.states.values()) {
    for (const candidate of [...firableCandidates(user), ...firableCandidates(reply)]) {
      if (candidate.scope === 'own') own.push(...goalsOfCandidate(candidate, state))
      else for (const goal of goalsOfCandidate(candidate, null)) globals.set(goalKey(goal), goal)
    }
  }
  return [...own, ...globals.values()]
}

function goalsOfCandidate({ name, condition }: ScriptCandidate, state: string | null): readonly Goal[] {
  return alternativesOf(condition).map((alternative) => ({ kind: 'alternative', state, transition: name, alternative }))
}

function failuresOf(state: string, { states = {} }: StateNodeConfig): readonly Goal[] {
  const { invoking, responding, understanding, understandingReply, failed } = states
  const staysFailed = invoking?.invoke?.onError?.some(({ target }) => target === `#${failed?.id}`) === true
  return [
    ...(staysFailed ? [{ kind: 'failure', state, during: 'invoke', about: null } as const] : []),
    ...(responding === undefined ? [] : [{ kind: 'failure', state, during: 'respond', about: null } as const]),
    ...(understanding === undefined ? [] : [{ kind: 'failure', state, during: 'understand', about: 'user' } as const]),
    ...(understandingReply === undefined ? [] : [{ kind: 'failure', state, during: 'understand', about: 'reply' } as const]),
  ]
}

function limitsOf(state: string, node: StateNodeConfig): readonly Goal[] {
  const reached = transitionsWithin(node)
    .flatMap(({ actions = [] }) => actions)
    .filter(({ type }) => type === 'reachLimit')
    .map(({ params = {} }): Goal => {
      const to = typeof params.to === 'string' ? params.to : null
      const limited = typeof params.limited === 'string' ? { limited: params.limited } : {}
      return { kind: 'limit', state, limit: params.limit as LimitKind, to, ...limited }
    })
  return [...new Map(reached.map((goal) => [goalKey(goal), goal])).values()]
}

/** Tells whether a goal can be met: a state that may not be entered again was entered before, so the conversation came from there. */
function canComeAgain(successors: ReadonlyMap<string, readonly string[]>): (goal: Goal) => boolean {
  const reached = new Map<string, ReadonlySet<string>>()
  return (goal) => {
    if (goal.kind !== 'limit' || goal.limited === undefined) return true
    const from = reached.get(goal.limited) ?? reachableFrom(goal.limited, successors)
    reached.set(goal.limited, from)
    return from.has(goal.state)
  }
}

function reachableFrom(start: string, successors: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([start])
  for (const name of reached) for (const next of successors.get(name) ?? []) reached.add(next)
  return reached
}

function transitionsWithin({ on = {}, invoke, always = [], states = {} }: StateNodeConfig): readonly TransitionConfig[] {
  const own = [...Object.values(on).flat(), ...always, ...(invoke?.onDone ?? []), ...(invoke?.onError ?? [])]
  return [...own, ...Object.values(states).flatMap(transitionsWithin)]
}
