import {
  type ActionConfig,
  guardLeavesWithin,
  type MachineConfigJson,
  type StateNodeConfig,
  type TransitionConfig,
} from '../../machine/config.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import { positionOf } from '../../machine/state-position.js'

/** A node in which the machine can stand. */
export interface Place {
  readonly id: string
  /** The flow state that it is in; null for an end, and on the way back to a state that digressed. */
  readonly state: string | null
  readonly substate: string | null
  readonly node: StateNodeConfig
  /** The node of the state that it is in. */
  readonly within: StateNodeConfig | undefined
  /** Whether the machine goes on from there before anything comes from outside. */
  readonly isPassed: boolean
  /** How far misses and silences in a row make a difference there. */
  readonly mostMisses: number
  readonly mostSilences: number
}

/** What a place hears, and the transitions that are tried then, in order. */
export interface Chance {
  readonly event: string
  readonly transitions: readonly TransitionConfig[]
}

/** The id of the place in which the machine stands. */
export function placeIdAt(value: unknown): string {
  const { state, substate } = positionOf(value)
  return substate === null ? state : `${state}$${substate}`
}

const PASSED: readonly string[] = ['spoken', 'understood', 'understoodReply', 'collecting']

/** The places of a machine, and how it comes from one to another. */
export class Places {
  readonly all: ReadonlyMap<string, Place>
  readonly #config: MachineConfigJson
  readonly #states: ReadonlyMap<string, StateNodeConfig>
  readonly #chances = new Map<Place, readonly Chance[]>()

  constructor(config: MachineConfigJson) {
    this.#config = config
    this.#states = new Map(Object.values(config.states).map((state) => [state.id, state]))
    this.all = new Map(Object.entries(config.states).flatMap(([name, node]) => placesIn(name, node)))
  }

  /** What may happen in a place. Calling the conversation off is left out. */
  chancesIn(place: Place): readonly Chance[] {
    const chances = this.#chances.get(place) ?? this.#chancesOf(place)
    this.#chances.set(place, chances)
    return chances
  }

  #chancesOf({ node, within, isPassed }: Place): readonly Chance[] {
    if (node.type === 'final') return []
    const heard = new Map<string, readonly TransitionConfig[]>()
    for (const { on = {} } of [node, within ?? {}, { on: this.#config.on }] satisfies readonly Partial<StateNodeConfig>[]) {
      for (const [event, ways] of Object.entries(on)) heard.set(event, [...(heard.get(event) ?? []), ...ways])
    }
    const { onDone, onError, onSnapshot, id = '' } = node.invoke ?? {}
    const events = [...heard].filter(
      ([event]) => event.startsWith('flow.') === isPassed && event !== 'conversation.cancel' && event !== '*',
    )
    const all: readonly (readonly [string, readonly TransitionConfig[] | undefined])[] = isPassed
      ? [...events, ['', node.always]]
      : [...events, [`done ${id}`, onDone], [`error ${id}`, onError], ['snapshot', onSnapshot && [onSnapshot]], ['', node.always]]
    return all.flatMap(([event, transitions]) => (transitions === undefined ? [] : [{ event, transitions }]))
  }

  /** Where a transition leads; undefined where it leads nowhere. */
  targetOf({ target }: Pick<TransitionConfig, 'target'>): Place | undefined {
    if (target === undefined) return undefined
    const id = target.startsWith('#') ? target.slice(1) : target
    const direct = this.all.get(id)
    if (direct !== undefined) return direct
    const node = this.#states.get(id) ?? this.#config.states[id]
    const initial = typeof node?.initial === 'object' ? node.initial.target : node?.initial
    return initial === undefined ? undefined : this.all.get(node?.states?.[initial]?.id ?? initial.replace(/^#/, ''))
  }

  /** What is done on entering, from the outermost node on. */
  entryOf({ target, reenter }: TransitionConfig, from: Place | undefined): readonly ActionConfig[] {
    const to = this.targetOf({ ...(target === undefined ? {} : { target }) })
    if (to === undefined || target === undefined) return []
    const id = target.replace(/^#/, '')
    const isWithin = to.id === id
    if (isWithin && to.id === from?.id && reenter !== true) return []
    const { initial } = to.within ?? {}
    const outer = isWithin ? [] : [...(to.within?.entry ?? []), ...(typeof initial === 'object' ? initial.actions : [])]
    return [...outer, ...(to.node.entry ?? [])]
  }
}

function placesIn(name: string, node: StateNodeConfig): readonly [string, Place][] {
  const substates = Object.entries(node.states ?? {})
  const facts = { within: undefined, mostMisses: 0, mostSilences: 0 }
  if (substates.length === 0) {
    const place: Place = { id: node.id, state: null, substate: null, node, isPassed: node.type !== 'final', ...facts }
    return [[node.id, place]]
  }
  const leaves = guardLeavesWithin(node)
  const within = { within: node, mostMisses: mostOf(leaves, ['missesOver', 'refusedOften']), mostSilences: mostOf(leaves, ['silent']) }
  return substates.map(([key, substate]) => [
    substate.id,
    { id: substate.id, state: name, substate: key, node: substate, isPassed: PASSED.includes(key), ...within },
  ])
}

function mostOf(leaves: readonly GuardLeaf[], types: readonly string[]): number {
  return Math.max(0, ...leaves.flatMap(({ type, params }) => (types.includes(type) ? [Number(params?.max) + 1] : [])))
}
