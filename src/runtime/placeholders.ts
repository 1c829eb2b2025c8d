import { type AnyActorLogic, fromPromise } from 'xstate'
import type { ReportProblem } from '../conditions/evaluation.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { MachineConfigJson } from '../machine/config.js'
import { conditionOf, transitionsOf } from '../machine/config-parts.js'
import { leavesOf } from '../machine/guard-expression.js'
import { COMPOSED, isBuiltInGuard } from '../machine/guard-names.js'
import type { NamedGuard } from './guards/built-in-guards.js'

/** The `invoke`s' own actors: the names that the flow expects from its developer. */
export function ownActorNames(config: MachineConfigJson): readonly string[] {
  const sources = Object.values(config.states).flatMap(({ states = {} }) =>
    states.invoking?.invoke === undefined ? [] : [states.invoking.invoke.src],
  )
  return [...new Set(sources)]
}

/** The `guard(...)` conditions' names: the guards that the flow expects from its developer. */
export function ownGuardNames(config: MachineConfigJson): readonly string[] {
  const names = transitionsOf(config).flatMap(({ guard }) => {
    if (guard === undefined || isBuiltInGuard(guard.type)) return []
    return guard.type.startsWith(COMPOSED) ? leavesOf(conditionOf(guard)).map(({ type }) => type) : [guard.type]
  })
  return [...new Set(names)].filter((name) => !isBuiltInGuard(name))
}

/** A missing guard would end the actor without a word; this one says so, once, and does not hold. */
export function placeholderGuards(config: MachineConfigJson, report: ReportProblem): Readonly<Record<string, NamedGuard>> {
  return Object.fromEntries(ownGuardNames(config).map((name) => [name, missingGuard(name, report)]))
}

/** A missing actor fails like one that rejects, with a message that says what to do. */
export function placeholderActors(config: MachineConfigJson): Readonly<Record<string, AnyActorLogic>> {
  return Object.fromEntries(ownActorNames(config).map((name) => [name, missingActor(name)]))
}

const placeholders = new WeakSet<object>()

/** Whether an implementation only stands in for one that was not given. */
export function isPlaceholder(implementation: unknown): boolean {
  return (
    (typeof implementation === 'function' || (typeof implementation === 'object' && implementation !== null)) &&
    placeholders.has(implementation)
  )
}

function missingGuard(name: string, report: ReportProblem): NamedGuard {
  let isReported = false
  const guard = () => {
    if (!isReported) report({ type: 'guard', message: `There is no guard named ${quote(name)}; give it by machine.provide({ guards }).` })
    isReported = true
    return false
  }
  placeholders.add(guard)
  return guard
}

function missingActor(name: string): AnyActorLogic {
  const actor = fromPromise<never>(async () => {
    throw new TalkchartError(
      'missing-actor',
      `There is no actor named ${quote(name)}; give it by the \`actors\` option or machine.provide({ actors }).`,
    )
  })
  placeholders.add(actor)
  return actor
}
