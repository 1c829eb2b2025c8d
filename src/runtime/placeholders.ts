import { type AnyActorLogic, fromPromise } from 'xstate'
import type { ReportProblem } from '../conditions/evaluation.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { holdsUserGuards } from '../machine/composed-guard.js'
import { conditionOf, type MachineConfigJson, transitionsOf } from '../machine/config.js'
import { leavesOf } from '../machine/guard-expression.js'
import { isBuiltInGuard } from '../machine/implementation-names.js'
import type { RuntimeGuard } from './guards/turn-guards.js'

/** Lists the actors of the `invoke`s: the names that the flow expects from its developer. */
export function userActorNames(config: MachineConfigJson): readonly string[] {
  const sources = Object.values(config.states).flatMap(({ states = {} }) =>
    states.invoking?.invoke === undefined ? [] : [states.invoking.invoke.src],
  )
  return [...new Set(sources)]
}

/** Lists the guards of the `guard(...)` conditions: the names that the flow expects from its developer. */
export function userGuardNames(config: MachineConfigJson): readonly string[] {
  return guardNames(config).filter((name) => !isBuiltInGuard(name))
}

/** Lists the guards that a config names: what is composed of the user's own, by its parts. */
export function guardNames(config: MachineConfigJson): readonly string[] {
  const names = transitionsOf(config).flatMap(({ guard }) => {
    if (guard === undefined) return []
    return holdsUserGuards(guard.type) ? leavesOf(conditionOf(guard)).map(({ type }) => type) : [guard.type]
  })
  return [...new Set(names)]
}

/** Makes a guard for each that is missing, which would end the actor without a word; this one says so, once, and does not hold. */
export function placeholderGuards(config: MachineConfigJson, report: ReportProblem): Readonly<Record<string, RuntimeGuard<unknown>>> {
  return Object.fromEntries(userGuardNames(config).map((name) => [name, missingGuard(name, report)]))
}

/** Makes an actor for each that is missing: it fails like one that rejects, with a message that says what to do. */
export function placeholderActors(config: MachineConfigJson): Readonly<Record<string, AnyActorLogic>> {
  return Object.fromEntries(userActorNames(config).map((name) => [name, missingActor(name)]))
}

const placeholders = new WeakSet<object>()

/** Tells whether an implementation only stands in for one that was not given. */
export function isPlaceholder(implementation: unknown): boolean {
  return (
    (typeof implementation === 'function' || (typeof implementation === 'object' && implementation !== null)) &&
    placeholders.has(implementation)
  )
}

function missingGuard(name: string, report: ReportProblem): RuntimeGuard<unknown> {
  const guard = reportingGuard(name, report)
  placeholders.add(guard)
  return guard
}

/** Makes a guard that says once that it is missing, and does not hold. */
export function reportingGuard(name: string, report: ReportProblem): RuntimeGuard<unknown> {
  let isReported = false
  return () => {
    if (!isReported) report({ type: 'guard', message: `There is no guard named ${quote(name)}; give it by machine.provide({ guards }).` })
    isReported = true
    return false
  }
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
