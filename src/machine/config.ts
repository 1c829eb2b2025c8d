import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import { isComposedGuard } from './composed-guard.js'
import { type GuardLeaf, type GuardTree, isLeaf, leavesOf } from './guard-expression.js'
import type { BuiltInAction, UserName } from './implementation-names.js'

/** A named action with static params. */
export interface ActionConfig {
  readonly type: BuiltInAction | UserName<'action'>
  readonly params?: JsonObject
}

/** One guarded way on, as XState reads it and as JSON keeps it. */
export interface TransitionConfig {
  readonly target?: string
  readonly guard?: GuardLeaf
  readonly actions?: readonly ActionConfig[]
  readonly reenter?: boolean
  readonly description?: string
  readonly meta?: JsonObject
}

export interface InvokeConfig {
  readonly id: string
  readonly src: string
  readonly onDone?: readonly TransitionConfig[]
  readonly onError?: readonly TransitionConfig[]
  readonly onSnapshot?: TransitionConfig
}

export interface StateNodeConfig {
  readonly id: string
  readonly type?: 'final'
  readonly description?: string
  readonly tags?: readonly string[]
  readonly meta?: JsonObject
  /** With actions, what a transition to the state does beside entering it, and one to a substate does not. */
  readonly initial?: string | { readonly target: string; readonly actions: readonly ActionConfig[] }
  readonly entry?: readonly ActionConfig[]
  readonly exit?: readonly ActionConfig[]
  readonly invoke?: InvokeConfig
  readonly on?: Readonly<Record<string, readonly TransitionConfig[]>>
  readonly always?: readonly TransitionConfig[]
  readonly states?: Readonly<Record<string, StateNodeConfig>>
  readonly output?: JsonValue
}

/** A compiled flow as plain JSON: all of the machine but for the mappers that XState has no named form for. */
export interface MachineConfigJson {
  readonly id: string
  readonly version: string
  readonly description?: string
  readonly meta: JsonObject
  readonly initial: { readonly target: string; readonly actions: readonly ActionConfig[] }
  readonly on: Readonly<Record<string, readonly TransitionConfig[]>>
  readonly states: Readonly<Record<string, StateNodeConfig>>
}

/** Lists every transition of a config. */
export function transitionsOf(config: MachineConfigJson): readonly TransitionConfig[] {
  return nodeTransitions({ on: config.on, states: config.states })
}

/** Reads the tree in the params of a composed guard. */
export function conditionOf({ params }: GuardLeaf): GuardTree {
  return (params as unknown as { readonly condition: GuardTree }).condition
}

/** Returns the whole tree of a guard: what is composed stands in its params. */
export function guardTreeOf(guard: GuardTree): GuardTree {
  return isLeaf(guard) && isComposedGuard(guard.type) ? conditionOf(guard) : guard
}

/** Lists the leaves of what guards a transition. */
export function guardLeavesOf({ guard }: { readonly guard?: GuardLeaf | undefined }): readonly GuardLeaf[] {
  return guard === undefined ? [] : leavesOf(guardTreeOf(guard))
}

/** Lists the actions on the ways out of a state and of the states in it. */
export function actionsWithin(node: StateNodeConfig): readonly ActionConfig[] {
  return nodeTransitions(node).flatMap(({ actions = [] }) => actions)
}

/** Lists the leaves of what guards the ways out of a state and of the states in it. */
export function guardLeavesWithin(node: StateNodeConfig): readonly GuardLeaf[] {
  return nodeTransitions(node).flatMap(guardLeavesOf)
}

/** Lists what the ways out of a state and of the states in it lead to. */
export function targetsWithin(node: StateNodeConfig): readonly string[] {
  return nodeTransitions(node).flatMap(({ target }) => target ?? [])
}

function nodeTransitions({ on = {}, always = [], invoke, states = {} }: Partial<StateNodeConfig>): readonly TransitionConfig[] {
  return [
    ...Object.values(on).flat(),
    ...always,
    ...(invoke?.onDone ?? []),
    ...(invoke?.onError ?? []),
    ...Object.values(states).flatMap(nodeTransitions),
  ]
}

/** Lists the types of all the actions that a config names. */
export function actionNames(config: MachineConfigJson): readonly string[] {
  return [...new Set(actionsOf(config).map(({ type }) => type))]
}

/** Lists all the actions of a config. */
export function actionsOf(config: MachineConfigJson): readonly ActionConfig[] {
  const entries = nodesOf(config.states).flatMap(({ entry = [], exit = [], initial }) => [
    ...entry,
    ...exit,
    ...(typeof initial === 'object' ? initial.actions : []),
  ])
  const onTheWay = transitionsOf(config).flatMap(({ actions = [] }) => actions)
  return [...config.initial.actions, ...entries, ...onTheWay]
}

function nodesOf(states: Readonly<Record<string, StateNodeConfig>>): readonly StateNodeConfig[] {
  return Object.values(states).flatMap((node) => [node, ...nodesOf(node.states ?? {})])
}
