import type { ReportProblem } from '../../conditions/evaluation.js'
import { quote } from '../../diagnostics/quote.js'
import { evaluateTree, type GuardTree } from '../../machine/guard-expression.js'
import { type BuiltInGuard, isBuiltInGuard } from '../../machine/guard-names.js'
import { answerGuard, type ConditionSupport, contextGuard, keywordGuard, regexGuard, sentimentGuard } from './condition-guards.js'
import type { GuardInput } from './guard-input.js'
import {
  budgetSpent,
  failedDuring,
  inboxFull,
  interrupts,
  missesOver,
  notNew,
  olderThan,
  outputNotJson,
  replyUnusable,
  turnsOver,
  visitedOften,
} from './turn-guards.js'

/** A guard as XState calls it: its params are what the config holds. */
export type NamedGuard = (input: GuardInput, params: never) => boolean

/** The guards of a compiled machine. They are total: what goes wrong in one is reported, and it does not hold. */
export function builtInGuards(support: ConditionSupport): Readonly<Record<BuiltInGuard, NamedGuard>> {
  const total = (type: string, guard: NamedGuard) => totalGuard(type, guard, support.report)
  const guards: Record<BuiltInGuard, NamedGuard> = {
    keyword: total('keyword', keywordGuard(support)),
    regex: total('regex', regexGuard(support)),
    sentiment: total('sentiment', sentimentGuard(support)),
    context: total('context', contextGuard(support)),
    composed: total('composed', (input: GuardInput, params: { readonly condition: GuardTree }) =>
      evaluateTree(params.condition, (leaf) => isBuiltInGuard(leaf.type) && callGuard(guards[leaf.type], input, leaf.params)),
    ),
    answer: answerGuard,
    notNew,
    inboxFull,
    turnsOver,
    olderThan,
    outputNotJson,
    visitedOften,
    budgetSpent,
    missesOver,
    replyUnusable,
    interrupts,
    failedDuring,
  }
  return guards
}

/** A guard that throws would end the actor without a word; this one says so and does not hold. */
export function totalGuard(type: string, guard: NamedGuard, report: ReportProblem): NamedGuard {
  return (input, params) => {
    try {
      return callGuard(guard, input, params)
    } catch (error) {
      report({ type: 'guard', message: `The guard ${quote(type)} failed and counts as not holding.`, error })
      return false
    }
  }
}

/** The config's params fit the guard of their type: both were written by the compiler. */
function callGuard(guard: NamedGuard, input: GuardInput, params: unknown): boolean {
  return Reflect.apply(guard, undefined, [input, params]) === true
}
