import { quote } from '../../diagnostics/quote.js'
import type { ActionConfig, MachineConfigJson, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import { actionsOf } from '../../machine/config.js'
import type { LimitKind } from '../../machine/events.js'
import { endAt } from './happenings.js'
import type { Happening, Occurrence } from './property.js'

/** A way from one place of the chart to another, and what happens on it. */
export interface ModelEdge {
  readonly to: string
  readonly happenings: readonly Happening[]
  /** Whether a call has failed, or a reply was cut off. */
  readonly fails: boolean
}

/**
 * Holds more than a flow can do: whatever stands on a way of its chart, no guard of it is asked. So each step of the machine is a way here,
 * and what holds on all of these ways holds in every talk.
 */
export interface FlowModel {
  readonly start: ModelEdge
  readonly edges: ReadonlyMap<string, readonly ModelEdge[]>
  /** What the model does not know; where there is something, nothing may be called proved. */
  readonly unknown: readonly string[]
}

/** The actions on which something happens that a property can name. */
const TELLING = ['takeUp', 'enter', 'reachLimit', 'countMiss', 'recordFailure']

/** The actions on which nothing happens that a property can name. */
const SILENT = [
  ...['enqueue', 'takeFromInbox', 'refuse', 'clearError', 'raiseSpoken', 'speak', 'countSilence', 'raiseUnderstood', 'recordReply'],
  ...['recordInterrupted', 'recordUnderstanding', 'saveOutput', 'relayDelta', 'saveError', 'change'],
]

/** Reads a compiled flow. */
export function modelOf(config: MachineConfigJson): FlowModel {
  const edges = new Map<string, readonly ModelEdge[]>()
  const places = placesOf(config)
  for (const { id, name, node, within } of places.values()) {
    if (node.type === 'final') continue
    const ways = [...waysOf(node), ...(within === undefined ? [] : waysOf(within)), ...waysOf({ id: config.id, on: config.on })]
    edges.set(
      id,
      ways.map(({ target, actions = [] }) => edgeTo(target === undefined ? id : leafAt(config, places, target), name, actions)),
    )
  }
  const { target, actions } = config.initial
  return { start: edgeTo(leafAt(config, places, target), null, actions), edges, unknown: unknownIn(config) }
}

/** A place where the machine can stand: a substate, or an end. */
interface Place {
  readonly id: string
  /** The state that it is in. */
  readonly name: string
  readonly node: StateNodeConfig
  readonly within?: StateNodeConfig
}

function placesOf(config: MachineConfigJson): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const [name, node] of Object.entries(config.states)) {
    const substates = Object.values(node.states ?? {})
    if (substates.length === 0) places.set(node.id, { id: node.id, name, node })
    for (const substate of substates) places.set(substate.id, { id: substate.id, name, node: substate, within: node })
  }
  return places
}

function leafAt({ states }: MachineConfigJson, places: ReadonlyMap<string, Place>, target: string): string {
  const id = target.startsWith('#') ? target.slice(1) : target
  if (places.has(id)) return id
  const node = Object.values(states).find((state) => state.id === id) ?? states[id]
  const initial = typeof node?.initial === 'object' ? node.initial.target : node?.initial
  const leaf = initial === undefined ? undefined : (node?.states?.[initial]?.id ?? initial.replace(/^#/, ''))
  return leaf ?? node?.id ?? id
}

function waysOf({ on = {}, always = [], invoke }: StateNodeConfig): readonly TransitionConfig[] {
  const heard = Object.entries(on).flatMap(([event, ways]) => (event === 'conversation.cancel' ? [] : ways))
  return [
    ...heard,
    ...always,
    ...(invoke?.onDone ?? []),
    ...(invoke?.onError ?? []),
    ...(invoke?.onSnapshot === undefined ? [] : [invoke.onSnapshot]),
  ]
}

function edgeTo(to: string, from: string | null, actions: readonly ActionConfig[]): ModelEdge {
  const happenings: Occurrence[] = []
  let state = from ?? ''
  for (const action of actions) {
    const happening = happeningOf(action, state, from === null)
    if (happening === undefined) continue
    happenings.push(happening)
    if (happening.type === 'entered') state = happening.state
  }
  const fails = actions.some(({ type }) => type === 'recordFailure' || type === 'recordInterrupted')
  return { to, happenings: [...happenings, ...endAt(to, state)].map((occurrence) => ({ ...occurrence, data: {} })), fails }
}

function happeningOf({ type, params = {} }: ActionConfig, state: string, isFirst: boolean): Occurrence | undefined {
  switch (type) {
    case 'takeUp':
      return { type: 'user' }
    case 'countMiss':
      return { type: 'missed', state }
    case 'recordFailure':
      return { type: 'failed', state }
    case 'reachLimit':
      return { type: 'limit', limit: String(params.limit) as LimitKind }
    case 'enter':
      return {
        type: 'entered',
        state: String(params.state),
        transition: typeof params.transition === 'string' ? params.transition : null,
        from: isFirst ? null : state,
      }
    default:
      return undefined
  }
}

function unknownIn(config: MachineConfigJson): readonly string[] {
  const known = new Set<string>([...TELLING, ...SILENT])
  const strange = actionsOf(config).flatMap(({ type }) => (known.has(type) ? [] : [`the action ${quote(type)}`]))
  const nodes = Object.values(config.states).flatMap((node) => [node, ...Object.values(node.states ?? {})])
  const deep = nodes.flatMap(({ id, states = {} }) =>
    Object.values(states).some((inner) => inner.states !== undefined) ? [`states within ${quote(id)}`] : [],
  )
  const telling = nodes.flatMap(({ id, entry = [], exit = [], initial }) => {
    const actions = [...entry, ...exit, ...(typeof initial === 'object' ? initial.actions : [])]
    return actions.some(({ type }) => TELLING.includes(type)) ? [`what happens on entering ${quote(id)}`] : []
  })
  return [...new Set([...strange, ...deep, ...telling])]
}
