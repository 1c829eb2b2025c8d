import type { ConversationMachine } from '../../machine/conversation-machine.js'

/** One way in which the compiled machine enters a flow state from a flow state. */
export interface MachineEdge {
  readonly from: string
  readonly to: string
  /** What it waits for: a message of the user, nothing (`flow`), the user's silence, or the failure of an actor. */
  readonly gate: 'user' | 'flow' | 'timeout' | 'error'
  /** The transition that is taken; undefined for a miss, a limit, and what no transition decides. */
  readonly transition: string | undefined
  readonly isLimit: boolean
  /** A flow is called on the way, or ends by an outcome. */
  readonly isCall: boolean
  readonly isReturn: boolean
}

/** Returns every edge between flow states, in the order of the machine; several edges that differ in nothing are one. */
export function machineEdges(machine: ConversationMachine): readonly MachineEdge[] {
  const edges = new Map<string, MachineEdge>()
  for (const { transition, target } of targetsWithin(machine.root)) {
    const entered = machineEdge(transition, target)
    if (entered !== undefined) edges.set(JSON.stringify(entered), entered)
  }
  return [...edges.values()]
}

type StateNode = ConversationMachine['root']
type Transition = NonNullable<ReturnType<StateNode['transitions']['get']>>[number]

/** Every transition of a state and of the states in it, with each of its targets. */
function* targetsWithin(node: StateNode): Generator<{ readonly transition: Transition; readonly target: StateNode }> {
  for (const transition of [...node.transitions.values()].flat()) {
    for (const target of transition.target ?? []) yield { transition, target }
  }
  for (const child of Object.values(node.states)) yield* targetsWithin(child)
}

function machineEdge(transition: Transition, target: StateNode): MachineEdge | undefined {
  const [from, substate] = transition.source.path
  const [to] = target.path
  const types = transition.actions.map((action) => (typeof action === 'object' ? action.type : ''))
  if (from === undefined || to === undefined || !types.includes('enter')) return undefined
  const name: unknown = transition.meta?.['transition']
  return {
    from,
    to,
    gate: gateOf(transition.eventType, substate),
    transition: typeof name === 'string' ? name : undefined,
    isLimit: types.includes('reachLimit'),
    isCall: types.includes('push'),
    isReturn: transition.actions.some(endsCall),
  }
}

function endsCall(action: Transition['actions'][number]): boolean {
  return typeof action === 'object' && action.type === 'unwind' && Object.hasOwn(Object(Reflect.get(action, 'params')), 'ended')
}

function gateOf(eventType: string, substate: string | undefined): MachineEdge['gate'] {
  if (eventType === 'user.message' || substate === 'understanding') return 'user'
  if (eventType.startsWith('xstate.error')) return 'error'
  return substate === 'listening' ? 'timeout' : 'flow'
}
