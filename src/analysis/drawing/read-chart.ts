import type { ChartEdgeKind, ChartEnd, ChartTarget } from '../../chart/drawing.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import type { InvokeConfig, MachineConfigJson, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import { CANCELLED, COMPLETED, LIMIT, RESUME } from '../../machine/ids.js'
import type { Chart, ChartEdge } from './chart.js'

const ENDS: Readonly<Record<string, ChartEnd>> = {
  [COMPLETED]: 'completed',
  [LIMIT]: 'limit',
  [CANCELLED]: 'cancelled',
  [RESUME]: 'resumed',
}

/** A transition with what decides its kind: whether it is a timer's or a failed actor's. */
interface FoundTransition {
  readonly transition: TransitionConfig
  readonly source: 'timeout' | 'failedWork' | 'other'
}

/**
 * Reads the chart off a compiled machine's config: an edge is there exactly when some substate of a flow state has a
 * transition that leads into a flow state or an end. What happens inside a state is no edge, nor is the cancelling of a conversation.
 */
export function readChart(config: MachineConfigJson): Chart {
  const flowStates = Object.entries(config.states).filter(([id]) => !Object.hasOwn(ENDS, id))
  return {
    name: config.id,
    initial: chartTarget(config.initial.target.replace(/^#/, '')),
    states: flowStates.map(([name, { description = null }]) => ({ name, flow: flowNameOf(name), description })),
    edges: flowStates.flatMap(([name, node]) => edgesOf(name, node)),
  }
}

function edgesOf(from: string, node: StateNodeConfig): readonly ChartEdge[] {
  const edges = new Map<string, ChartEdge>()
  for (const { transition, source } of transitionsWithin(node)) {
    const id = transition.target?.slice(1)
    // The id of a substate holds a `$`, but for the ends', which begin with it. Substates are reached from within only.
    if (id === undefined || id.indexOf('$') > 0) continue
    const kind = kindOf(transition, source)
    const scope = transition.meta?.scope === 'global' ? 'global' : 'own'
    const edge: ChartEdge = { from, to: chartTarget(id), kind, scope, ...wordsOf(transition, kind) }
    const key = JSON.stringify(kind === 'limit' ? [id, kind] : [id, kind, scope, edge.name, edge.condition])
    const known = edges.get(key)
    edges.set(key, known === undefined || kind !== 'limit' ? edge : withFurtherLimit(known, edge))
  }
  return [...edges.values()]
}

function chartTarget(id: string): ChartTarget {
  const end = Object.hasOwn(ENDS, id) ? ENDS[id] : undefined
  return end === undefined ? { type: 'state', name: id } : { type: 'end', name: end }
}

function transitionsWithin({ on = {}, invoke, states = {} }: StateNodeConfig): readonly FoundTransition[] {
  const fromEvents = Object.values(on)
    .flat()
    .map((transition): FoundTransition => ({ transition, source: 'other' }))
  const fromActor = invoke === undefined ? [] : actorTransitions(invoke)
  return [...fromEvents, ...fromActor, ...Object.values(states).flatMap(transitionsWithin)]
}

function actorTransitions({ id, onDone = [], onError = [] }: InvokeConfig): readonly FoundTransition[] {
  return [
    ...onDone.map((transition): FoundTransition => ({ transition, source: id === 'timeout' ? 'timeout' : 'other' })),
    ...onError.map((transition): FoundTransition => ({ transition, source: id === 'work' ? 'failedWork' : 'other' })),
  ]
}

function kindOf(transition: TransitionConfig, source: FoundTransition['source']): ChartEdgeKind {
  if (hasAction(transition, 'reachLimit')) return 'limit'
  const isNamed = typeof transition.meta?.transition === 'string'
  const isByEvent = hasAction(transition, 'takeEvent')
  if (hasAction(transition, 'push') && !isByEvent) return isNamed ? 'digression' : 'call'
  if (transition.actions?.some(({ type, params }) => type === 'unwind' && params?.ended !== undefined)) return 'return'
  if (transition.target === `#${RESUME}`) return 'resume'
  if (isNamed) return 'transition'
  if (isByEvent) return 'event'
  if (source === 'timeout') return 'timeout'
  if (source === 'failedWork') return 'error'
  // Values that do not fit are counted as misses where the message is read.
  if (hasAction(transition, 'countMiss') || transition.guard?.type === 'refusedOften') return 'noMatch'
  return transition.target === `#${COMPLETED}` ? 'end' : 'advance'
}

function hasAction({ actions = [] }: TransitionConfig, type: string): boolean {
  return actions.some((action) => action.type === type)
}

/** The compiler describes each transition; a named one as `name: condition`. */
function wordsOf({ description = '', meta }: TransitionConfig, kind: ChartEdgeKind): Pick<ChartEdge, 'name' | 'condition'> {
  if (kind === 'end' || kind === 'advance' || kind === 'call' || kind === 'resume') return { name: null, condition: null }
  const name = typeof meta?.transition === 'string' ? meta.transition : null
  return { name, condition: name === null ? description : description.replace(`${name}: `, () => '') }
}

/** Returns one edge for all the limits that lead the same way: `limit: maxLoops, budget`. */
function withFurtherLimit(known: ChartEdge, edge: ChartEdge): ChartEdge {
  const limits = (text: string | null) => (text ?? '').replace(/^limit: /, '').split(', ')
  const all = [...new Set([...limits(known.condition), ...limits(edge.condition)])]
  return { ...known, condition: `limit: ${all.join(', ')}` }
}
