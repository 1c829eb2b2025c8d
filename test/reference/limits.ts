import { type Conversation, SILENT, type Step, stateOf, tell } from './conversation.js'
import { homeOf } from './flows.js'
import { isVerbatim } from './template.js'

export function isBudgetSpent({ flow: { budget }, usage }: Conversation): boolean {
  if (!budget) return false
  const calls = budget.modelCalls !== undefined && usage.modelCalls >= budget.modelCalls
  const tokens = budget.tokens !== undefined && usage.inputTokens + usage.outputTokens >= budget.tokens
  return calls || tokens
}

export function isOverLoops(conversation: Conversation, target: string): boolean {
  const most = stateOf(conversation, target).maxLoops ?? conversation.flow.maxLoops
  const counts = homeOf(target) === null ? conversation.visits : conversation.loops
  return most !== undefined && (counts[target] ?? 0) >= most
}

export function extractsReplyByModel(conversation: Conversation, name: string = conversation.state): boolean {
  const { extract } = stateOf(conversation, name)
  return extract?.from === 'reply' && !extract.run
}

/** Will the state, once entered, need the model before it listens? */
export function needsModel(conversation: Conversation, name: string): boolean {
  return !isVerbatim(conversation, stateOf(conversation, name).prompt ?? SILENT) || extractsReplyByModel(conversation, name)
}

/** Entering by a transition, or by the start: loops first, then the budget. */
export function take(conversation: Conversation, { target, ...way }: Extract<Step, { do: 'take' }>): Step {
  const called = way.call === undefined ? {} : { call: way.call }
  if (isOverLoops(conversation, target)) return { do: 'limit', reason: 'maxLoops', limited: target, ...called }
  const speaksAtOnce = !stateOf(conversation, target).invoke && needsModel(conversation, target)
  if (speaksAtOnce && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget', ...called }
  return { ...way, do: 'enter', target }
}

/** maxTurns and age, judged on every user message. */
export function flowLimit(conversation: Conversation, at: number): Step | null {
  const { maxTurns, timeoutSeconds } = conversation.flow
  if (maxTurns !== undefined && conversation.turn - conversation.unjudgedTurns > maxTurns) return { do: 'limit', reason: 'maxTurns' }
  if (timeoutSeconds !== undefined && at - conversation.startedAt > timeoutSeconds * 1000) return { do: 'limit', reason: 'age' }
  return null
}

export function limit(conversation: Conversation, { reason, limited, call }: Extract<Step, { do: 'limit' }>): Step {
  conversation.emitted.push('limit.reached')
  tell(conversation, { type: 'limit', limit: reason === 'age' ? 'timeoutSeconds' : reason })
  const ofLimited = limited === undefined || call !== undefined ? undefined : stateOf(conversation, limited).onLimit
  const target = ofLimited ?? stateOf(conversation).onLimit ?? conversation.flow.onLimit
  const usable =
    target !== undefined &&
    (reason === 'maxLoops' || target !== conversation.state) &&
    !isOverLoops(conversation, target) &&
    !(isBudgetSpent(conversation) && needsModel(conversation, target))
  return usable ? { do: 'enter', target } : { do: 'end', outcome: 'limit' }
}
