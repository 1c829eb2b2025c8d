import type { BuiltInGuard } from '../../machine/guard-names.js'
import { answerGuard } from '../guards/condition-guards.js'
import * as turnGuards from '../guards/turn-guards.js'
import { type RuntimeGuard, runtimeGuard } from './runtime-guard.js'

/** These are written as conditions. */
type ConditionGuard = 'keyword' | 'regex' | 'sentiment' | 'context' | 'composed'

/** The guards of every conversation: what was said before, what was answered, which limits are reached. */
export const conversationGuards = {
  notNew: runtimeGuard(turnGuards.notNew),
  inboxFull: runtimeGuard(turnGuards.inboxFull),
  turnsOver: runtimeGuard(turnGuards.turnsOver),
  olderThan: runtimeGuard(turnGuards.olderThan),
  visitedOften: runtimeGuard(turnGuards.visitedOften),
  budgetSpent: runtimeGuard(turnGuards.budgetSpent),
  missesOver: runtimeGuard(turnGuards.missesOver),
  replyUnusable: runtimeGuard(turnGuards.replyUnusable),
  interrupts: runtimeGuard(turnGuards.interrupts),
  failedDuring: runtimeGuard(turnGuards.failedDuring),
  outputNotJson: runtimeGuard(turnGuards.outputNotJson),
  answer: runtimeGuard(answerGuard),
} satisfies Record<Exclude<BuiltInGuard, ConditionGuard>, RuntimeGuard<never>>
