import { and, not, or, setup } from 'xstate'
import { reportToConsole } from '../conditions/evaluation.js'
import type { StateHookArguments } from '../definition/flow.js'
import { holdsUserGuards } from '../machine/composed-guard.js'
import { conditionOf, type InvokeConfig, type MachineConfigJson, type StateNodeConfig, transitionsOf } from '../machine/config.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import { type GuardTree, isLeaf } from '../machine/guard-expression.js'
import { type ConfigMeta, readMeta, rivalsIn, type UnderstandingMeta } from '../machine/meta.js'
import { readConfig } from '../machine/read-config.js'
import { conversationActions } from './actor-actions.js'
import { conversationActors } from './actors/conversation-actors.js'
import type { UnderstandSupport } from './actors/understand-actor.js'
import { changeActions } from './change-actions.js'
import { type EventSupport, eventActions, eventGuards } from './event-parts.js'
import { fieldActions } from './fields/field-actions.js'
import { fieldGuards } from './fields/field-guards.js'
import type { FieldParts, FieldSupport } from './fields/field-support.js'
import { callParts } from './flows/call-parts.js'
import { builtInGuards, type ConditionSupport } from './guards/condition-guards.js'
import { conversationMappers, understandMapper } from './mappers.js'
import { hookAction } from './xstate-action.js'

/** What the implementations of a machine need besides its config. */
export interface ImplementationSupport extends Omit<UnderstandSupport, 'report'>, ConditionSupport, EventSupport {
  readonly hooks: ReadonlyMap<string, (input: StateHookArguments) => void>
  /** Undefined for a flow without fields. */
  readonly fieldParts: FieldParts | undefined
}

/** Holds implementations by name, as XState's `machine.implementations` holds them. */
export interface MachineImplementations {
  readonly actions?: Readonly<Record<string, unknown>>
  readonly guards?: Readonly<Record<string, unknown>>
  readonly actors?: Readonly<Record<string, unknown>>
}

/**
 * Makes a machine of a compiled machine's config after it went through JSON. What XState has no JSON form for (the
 * context, the inputs of invoked actors, the output) is put back; the rest comes from `implementations`.
 *
 * @param config what `JSON.parse(JSON.stringify(machine.config))` gives
 * @param implementations best the `machine.implementations` of the compiled machine; without them every guard that needs no
 *   function and no engine works, and a prompt's `say` is spoken
 * @example
 * const machine = compileFlow(flow)
 * const same = machineFromConfig(JSON.parse(JSON.stringify(machine.config)), machine.implementations)
 */
export function machineFromConfig(config: unknown, implementations: MachineImplementations = {}): ConversationMachine {
  return assembleMachine(readConfig(config), NO_SUPPORT, implementations)
}

const NO_SUPPORT: ImplementationSupport = {
  model: undefined,
  models: {},
  stemmers: {},
  evaluators: {},
  tests: new Map(),
  payloads: new Map(),
  tasks: new Map(),
  hooks: new Map(),
  fieldParts: { actions: fieldActions, guards: fieldGuards },
  report: reportToConsole,
}

/** Makes one machine of a config, the parts of every conversation, and the user's own implementations. */
export function assembleMachine(
  config: MachineConfigJson,
  support: ImplementationSupport,
  implementations: MachineImplementations,
): ConversationMachine {
  const meta = readMeta(config)
  const hooks = [...support.hooks].map(([name, hook]) => [name, hookAction(name, hook, support.report)])
  const calls = callParts()
  const ofFields: FieldSupport = { ...support, facts: meta.flow.fields }
  const merged = {
    actions: {
      ...conversationActions(meta),
      ...calls.actions,
      ...changeActions(meta, support.report),
      ...eventActions(meta.flow.maxMessages),
      ...support.fieldParts?.actions(ofFields),
      ...Object.fromEntries(hooks),
      ...implementations.actions,
    },
    guards: {
      ...builtInGuards(
        { ...support, rivals: rivalsIn(config) },
        { ...calls.guards, ...eventGuards(support), ...support.fieldParts?.guards(ofFields) },
      ),
      ...composedGuards(config),
      ...implementations.guards,
    },
    actors: { ...conversationActors(support), ...implementations.actors },
  }
  // XState infers a machine's type from the literal config; ours is made at run time, and its type is written by hand.
  return setup(merged as never).createMachine(withMappers(config, meta) as never) as unknown as ConversationMachine
}

/** Puts back what XState has no JSON form for. */
function withMappers(config: MachineConfigJson, meta: ConfigMeta): Record<string, unknown> {
  const mappers = conversationMappers(meta)
  const states = Object.entries(config.states).map(([name, node]) => [name, withInputs(node, mappers, meta)])
  return { ...config, context: mappers.context, output: mappers.output, states: Object.fromEntries(states) }
}

type Mappers = ReturnType<typeof conversationMappers>

function withInputs(node: StateNodeConfig, mappers: Mappers, meta: ConfigMeta): unknown {
  if (node.states === undefined) return node
  const states = Object.entries(node.states).map(([substate, child]) => {
    if (child.invoke === undefined) return [substate, child]
    return [substate, { ...child, invoke: { ...child.invoke, input: inputMapper(child, child.invoke, mappers, meta) } }]
  })
  return { ...node, states: Object.fromEntries(states) }
}

function inputMapper(node: StateNodeConfig, { id }: InvokeConfig, mappers: Mappers, meta: ConfigMeta): unknown {
  switch (id) {
    case 'respond':
      return mappers.respondInput
    case 'understand':
      return understandMapper(meta, node.meta as unknown as UnderstandingMeta)
    case 'timeout':
      return mappers.deadlineInput
    default:
      return mappers.invokeInput
  }
}

/** Trees that hold guards of the user's own: XState's `and`, `or` and `not` find them by name, also after `provide`. */
function composedGuards(config: MachineConfigJson): Readonly<Record<string, unknown>> {
  const trees = transitionsOf(config).flatMap(({ guard }) =>
    guard !== undefined && holdsUserGuards(guard.type) ? [[guard.type, xstateGuard(conditionOf(guard))] as const] : [],
  )
  return Object.fromEntries(trees)
}

type XStateGuard = Parameters<typeof and>[0][number]

/** XState types guards by the machine that they are written in; these are made for any. */
function xstateGuard(tree: GuardTree): XStateGuard {
  if (isLeaf(tree)) return tree as unknown as XStateGuard
  if ('not' in tree) return not(xstateGuard(tree.not)) as XStateGuard
  return ('all' in tree ? and(tree.all.map(xstateGuard)) : or(tree.any.map(xstateGuard))) as XStateGuard
}
