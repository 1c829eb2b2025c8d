import { and, not, or, setup } from 'xstate'
import type { MachineConfigJson } from '../machine/config.js'
import { conditionOf, transitionsOf } from '../machine/config-parts.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import { type GuardTree, isLeaf } from '../machine/guard-expression.js'
import { COMPOSED } from '../machine/guard-names.js'
import { readConfig } from '../machine/read-config.js'
import { readMeta } from '../machine/read-meta.js'
import { reportToConsole } from '../machine/report-problem.js'
import { attachMappers } from './attach-mappers.js'
import { builtInImplementations, type ImplementationSupport } from './implementations.js'

/** Implementations by name, as XState's `machine.implementations` holds them. */
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
  tasks: new Map(),
  hooks: new Map(),
  report: reportToConsole,
}

/** Config, built-in implementations and the user's own, as one machine. */
export function assembleMachine(
  config: MachineConfigJson,
  support: ImplementationSupport,
  implementations: MachineImplementations,
): ConversationMachine {
  const meta = readMeta(config)
  const builtIn = builtInImplementations(meta, support)
  const merged = {
    actions: { ...builtIn.actions, ...implementations.actions },
    guards: { ...builtIn.guards, ...composedGuards(config), ...implementations.guards },
    actors: { ...builtIn.actors, ...implementations.actors },
  }
  // XState infers a machine's type from the literal config; ours is made at run time, and its type is written by hand.
  return setup(merged as never).createMachine(attachMappers(config, meta) as never) as unknown as ConversationMachine
}

/** Trees that hold guards of the user's own: XState's `and`, `or` and `not` find them by name, also after `provide`. */
function composedGuards(config: MachineConfigJson): Readonly<Record<string, unknown>> {
  const trees = transitionsOf(config).flatMap(({ guard }) =>
    guard?.type.startsWith(COMPOSED) ? [[guard.type, xstateGuard(conditionOf(guard))] as const] : [],
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
