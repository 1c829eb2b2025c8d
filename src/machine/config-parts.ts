import type { MachineConfigJson, StateNodeConfig, TransitionConfig } from './config.js'
import type { GuardLeaf, GuardTree } from './guard-expression.js'

/** Every transition of a config. */
export function transitionsOf(config: MachineConfigJson): readonly TransitionConfig[] {
  return nodeTransitions({ on: config.on, states: config.states })
}

/** The tree in the params of a composed guard. */
export function conditionOf({ params }: GuardLeaf): GuardTree {
  return (params as unknown as { readonly condition: GuardTree }).condition
}

function nodeTransitions({ on = {}, invoke, states = {} }: Partial<StateNodeConfig>): readonly TransitionConfig[] {
  return [
    ...Object.values(on).flat(),
    ...(invoke?.onDone ?? []),
    ...(invoke?.onError ?? []),
    ...Object.values(states).flatMap(nodeTransitions),
  ]
}

/** The types of all the actions that a config names. */
export function actionNames(config: MachineConfigJson): readonly string[] {
  const entries = nodesOf(config.states).flatMap(({ entry = [], exit = [] }) => [...entry, ...exit])
  const onTheWay = transitionsOf(config).flatMap(({ actions = [] }) => actions)
  return [...new Set([...entries, ...onTheWay].map(({ type }) => type))]
}

function nodesOf(states: Readonly<Record<string, StateNodeConfig>>): readonly StateNodeConfig[] {
  return Object.values(states).flatMap((node) => [node, ...nodesOf(node.states ?? {})])
}
