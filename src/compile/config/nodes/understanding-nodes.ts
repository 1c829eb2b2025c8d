import { leafConditions } from '../../../conditions/model-needs.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../../machine/config.js'
import { type Substate, substateId, targetOf } from '../../../machine/ids.js'
import type { StatePlan } from '../../plan/state-plan.js'
import type { Candidate, UnderstandingPlan } from '../../plan/understanding-plan.js'
import { settle } from '../after-speaking.js'
import type { TransitionWriter } from '../transitions.js'
import { unmatched } from '../user-message.js'
import { recordFailure, toFailed } from './common.js'

type JudgeAnswers = (before: readonly ActionConfig[]) => readonly TransitionConfig[]

/** Where the user's message is understood. */
export function understandingNodes(plan: StatePlan, write: TransitionWriter): readonly [Substate, StateNodeConfig][] {
  const { understanding, candidates } = plan
  if (understanding === undefined) return []
  const judge: JudgeAnswers = (before) => {
    const { transitions, decided } = write.judgeAnswers(candidates, understanding, { guard: true, before })
    return decided ? transitions : [...transitions, ...unmatched(plan, write, before)]
  }
  return nodesOf(plan, write, understanding, candidates, judge)
}

/** Where a reply is understood. */
export function understandingReplyNodes(plan: StatePlan, write: TransitionWriter): readonly [Substate, StateNodeConfig][] {
  const { understandingReply, replyCandidates } = plan
  if (understandingReply === undefined) return []
  const judge: JudgeAnswers = (before) => settle(plan, write, { guard: true, before }, true)
  return nodesOf(plan, write, understandingReply, replyCandidates, judge)
}

/**
 * The answers are judged on the done event of `understand`. A guard of the developer's own reads the context alone: where one has to see
 * the data just extracted, that is merged first, and the answers are judged on an event that hands them on.
 */
function nodesOf(
  plan: StatePlan,
  write: TransitionWriter,
  understanding: UnderstandingPlan,
  candidates: readonly Candidate[],
  judge: JudgeAnswers,
): readonly [Substate, StateNodeConfig][] {
  const isReply = understanding.about === 'reply'
  const [asking, understood] = isReply ? (['understandingReply', 'understoodReply'] as const) : (['understanding', 'understood'] as const)
  const record: ActionConfig = { type: 'recordUnderstanding' }
  const mergesFirst = understanding.tasks.extract !== undefined && candidates.some(hasOwnGuard)
  const handOn = write.within(targetOf(substateId(plan.name, understood)), { guard: true, before: [record, { type: 'raiseUnderstood' }] })
  const node: StateNodeConfig = {
    id: substateId(plan.name, asking),
    meta: understandingMeta(plan, understanding),
    invoke: {
      id: 'understand',
      src: 'understand',
      onDone: mergesFirst ? [handOn] : judge([record]),
      onError: [toFailed(plan, write, recordFailure('understand', understanding.about))],
    },
  }
  if (!mergesFirst) return [[asking, node]]
  const judging: StateNodeConfig = { id: substateId(plan.name, understood), on: { 'flow.understood': judge([]) } }
  return [
    [asking, node],
    [understood, judging],
  ]
}

function hasOwnGuard({ condition }: Candidate): boolean {
  return leafConditions(condition).some(({ type }) => type === 'guard')
}

function understandingMeta(plan: StatePlan, understanding: UnderstandingPlan): JsonObject {
  return {
    about: understanding.about,
    tasks: `${plan.name}/${understanding.about}`,
    questions: JSON.parse(JSON.stringify(understanding.questions)),
  }
}
