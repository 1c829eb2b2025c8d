import { flowNameOf } from '../../definition/flows/full-name.js'
import { toleratedMisses, toleratedSilences } from '../../definition/state-facts.js'
import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import { allOf, type GuardExpression } from '../../machine/guard-expression.js'
import { COMPLETED, type Substate, substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan, StatePlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import { type Step, speak, speakInTurn, TAKE_UP, type TransitionWriter } from './transition.js'

/** Writes that a message which is no text, too long or was seen before is answered by nothing but an event. */
export function refusal({ definition: { maxMessageLength } }: FlowPlan): TransitionConfig {
  const params = maxMessageLength === undefined ? {} : { params: { maxLength: maxMessageLength } }
  return { guard: { type: 'notNew', ...params }, actions: [{ type: 'refuse', ...params }], description: 'not a new message' }
}

/** Writes the limits that every user message is held against. */
export function flowLimits(flow: FlowPlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  const { maxTurns, timeoutSeconds } = flow.definition
  const turns: GuardExpression = maxTurns === undefined ? false : { type: 'turnsOver', params: { max: maxTurns } }
  const age: GuardExpression = timeoutSeconds === undefined ? false : { type: 'olderThan', params: { seconds: timeoutSeconds } }
  return [
    ...transitions.limit('maxTurns', { guard: turns, before: TAKE_UP }),
    ...transitions.limit('timeoutSeconds', { guard: age, before: TAKE_UP }),
  ]
}

/** Writes what happens when no transition holds for a user's message. */
export function unmatched(
  plan: StatePlan,
  transitions: TransitionWriter,
  { before, guard }: Pick<Step, 'before' | 'guard'>,
): readonly TransitionConfig[] {
  if (plan.onReply) return speakAgain(plan, transitions, owns(plan), { guard, before, description: 'answered by the state' })
  const missed: readonly ActionConfig[] = [...before, { type: 'countMiss' }]
  const { noMatch } = plan
  const answer = plan.missPrompts.length > 0 ? inTurn(plan.missPrompts) : { prompt: plan.missPrompt, actions: speak(plan.missPrompt) }
  const again = () => speakAgain(plan, transitions, answer, { guard, before: missed, description: 'no match' })
  if (noMatch?.to === undefined) return again()
  const max = toleratedMisses(noMatch)
  const tooMany: GuardExpression = max === 0 ? guard : allOf([guard, { type: 'missesOver', params: { max } }])
  const away = transitions.enter(noMatch.to, { guard: tooMany, before: missed, description: `no match, ${max + 1} in a row` }, null)
  return max === 0 ? away : [...away, ...again()]
}

/** Writes that a state that digressed speaks its own prompt again, without being entered. */
export function resumed(plan: StatePlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  const guard: GuardExpression = { type: 'calledFrom', params: { from: plan.name } }
  if (plan.collect !== undefined) {
    const step: Step = { guard, before: [{ type: 'resume' }], description: 'goes on' }
    return [transitions.within(targetOf(substateId(plan.name, 'spoken')), step)]
  }
  return speakAgain(plan, transitions, owns(plan), { guard, before: [{ type: 'resume' }], description: 'goes on', isCounted: true })
}

/** Writes what happens when the user has been silent: it is answered in place, then it leads away. */
export function onSilence(plan: StatePlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  const { timeout, silencePrompts } = plan
  if (timeout === undefined) return []
  const max = toleratedSilences(timeout)
  const description = `silent for ${timeout.seconds} seconds`
  const answer = silencePrompts.length > 0 ? inTurn(silencePrompts) : owns(plan)
  const step: Step = { guard: { type: 'silent', params: { max } }, before: [{ type: 'countSilence' }], description }
  // What is missing is asked again.
  const asks = plan.collect !== undefined && isVerbatim(answer.prompt)
  const before = silencePrompts.length > 0 ? [...step.before, ...answer.actions] : step.before
  const again = asks
    ? [transitions.within(targetOf(substateId(plan.name, 'spoken')), { ...step, before })]
    : speakAgain(plan, transitions, answer, step)
  return [
    ...(max === 0 ? [] : again),
    ...(timeout.to === undefined ? [] : transitions.enter(timeout.to, { guard: true, before: [], description }, null)),
  ]
}

/** What is said again, and the actions that say it without the model. */
interface Answer {
  readonly prompt: StatePlan['prompt']
  readonly actions: readonly ActionConfig[]
}

function owns({ prompt }: StatePlan): Answer {
  return { prompt, actions: speak(prompt) }
}

function inTurn(prompts: readonly StatePlan['prompt'][]): Answer {
  return { prompt: prompts[0] ?? {}, actions: speakInTurn(prompts) }
}

function speakAgain(plan: StatePlan, transitions: TransitionWriter, { prompt, actions }: Answer, step: Step): readonly TransitionConfig[] {
  const limits = needsModel(prompt, plan) ? transitions.overBudget(step) : []
  if (!isVerbatim(prompt)) return [...limits, transitions.within(targetOf(substateId(plan.name, 'responding')), step)]
  return [...limits, ...afterSpeaking(plan, transitions, { ...step, before: [...step.before, ...actions] })]
}

function needsModel(prompt: StatePlan['prompt'], plan: StatePlan): boolean {
  return !isVerbatim(prompt) || (plan.extractsReply && plan.state.extract?.run === undefined)
}

/** Names the substate that always follows a verbatim prompt; `spoken` where what follows has to be judged. */
export function substateAfterSpeaking(plan: StatePlan): Substate {
  if (plan.collect !== undefined) return 'spoken'
  if (plan.extractsReply && !plan.judgesReplyBudget) return 'understandingReply'
  return plan.listens && !plan.onReply ? 'listening' : 'spoken'
}

/** Writes where it goes on from once a verbatim prompt is out, by a transition inside the state. */
function afterSpeaking(plan: StatePlan, transitions: TransitionWriter, step: Step): readonly TransitionConfig[] {
  const next = substateAfterSpeaking(plan)
  return [{ ...transitions.within(targetOf(substateId(plan.name, next)), step), reenter: true }]
}

/** Writes what follows a reply: what is to be extracted from it, then where it goes on. */
export function afterReply(plan: StatePlan, transitions: TransitionWriter, before: readonly ActionConfig[]): readonly TransitionConfig[] {
  const step: Step = { guard: true, before }
  if (!plan.extractsReply || plan.understandingReply === undefined) return goOn(plan, transitions, step, false)
  if (plan.judgesReplyBudget) return transitions.understand(plan.understandingReply, step)
  return [transitions.within(targetOf(substateId(plan.name, 'understandingReply')), step)]
}

/** Writes where it goes on when the reply has been spoken and nothing is left to be extracted from it. */
export function goOn(plan: StatePlan, transitions: TransitionWriter, step: Step, onAnswers: boolean): readonly TransitionConfig[] {
  if (plan.state.call !== undefined) return transitions.call({ flow: plan.state.call, by: null }, { ...step, description: 'calls' })
  if (plan.isTerminal && flowNameOf(plan.name) !== null) return transitions.end(step)
  if (plan.isTerminal) return [transitions.within(targetOf(COMPLETED), { ...step, description: 'the end' })]
  if (plan.state.advanceTo !== undefined) return transitions.enter(plan.state.advanceTo, { ...step, description: 'goes on' }, null)
  const listen = transitions.within(targetOf(substateId(plan.name, 'listening')), step)
  const { replyCandidates, understandingReply } = plan
  if (plan.entryCandidates.length > 0) return transitions.evaluateImmediate(plan.entryCandidates, undefined, step).transitions
  if (!plan.onReply) return [listen]
  const tried =
    onAnswers && understandingReply !== undefined
      ? transitions.evaluateAnswered(replyCandidates, understandingReply, step)
      : transitions.evaluateImmediate(replyCandidates, understandingReply, step)
  return tried.decided ? tried.transitions : [...tried.transitions, listen]
}
