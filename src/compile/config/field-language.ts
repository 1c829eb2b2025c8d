import { evaluatorKey, evaluatorOf } from '../../conditions/evaluator.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import type { Substate } from '../../machine/ids.js'
import type { FieldParts } from '../../runtime/fields/field-support.js'
import type { CollectPlan, CorrectPlan } from '../plan/field-plan.js'
import type { FlowPlan, StatePlan } from '../plan/flow-plan.js'
import type { UnderstandingPlan } from '../plan/understanding-plan.js'
import type { Step, TransitionWriter } from './transition.js'

/** Writes the ways of one state that collects fields. */
export interface CollectWays {
  readonly spokenNode: () => StateNodeConfig
  readonly onMessage: () => readonly TransitionConfig[]
  readonly understandingNodes: (understanding: UnderstandingPlan, node: StateNodeConfig) => readonly [Substate, StateNodeConfig][]
  readonly collectingNode: () => StateNodeConfig
}

/** Writes the ways of one state that hears corrections. */
export interface CorrectWays {
  readonly onMessage: () => readonly TransitionConfig[]
  readonly onAnswers: (understanding: UnderstandingPlan, before: readonly ActionConfig[]) => readonly TransitionConfig[]
  readonly byTextAlone: (step: Step) => readonly TransitionConfig[]
}

/** What a flow with fields is compiled and run by. It comes with the fields, so that other flows do not bring it into a page. */
export interface FieldLanguage extends FieldParts {
  /** The version of the library that made it. */
  readonly version: string
  readonly collecting: (plan: StatePlan, collect: CollectPlan, transitions: TransitionWriter) => CollectWays
  readonly correcting: (plan: StatePlan, correct: CorrectPlan, transitions: TransitionWriter) => CorrectWays
}

/** Gives fields what they are compiled and run by. */
export function withFieldLanguage<Fields extends object>(fields: Fields, language: FieldLanguage): Fields {
  return { ...fields, [evaluatorKey]: language }
}

/** Returns what the flow's fields carry; undefined where they are written without `fields`, or there are none. */
export function fieldLanguageOf({ fields = {} }: Pick<ConversationFlow, 'fields'>): FieldLanguage | undefined {
  return evaluatorOf(fields as { readonly [evaluatorKey]?: FieldLanguage })
}

/** Returns what writes the ways of a state that collects fields; undefined for any other. */
export function collectWays({ definition }: FlowPlan, plan: StatePlan, transitions: TransitionWriter): CollectWays | undefined {
  return plan.collect && fieldLanguageOf(definition)?.collecting(plan, plan.collect, transitions)
}

/** Returns what writes the ways of a state that hears corrections; undefined for any other. */
export function correctWays({ definition }: FlowPlan, plan: StatePlan, transitions: TransitionWriter): CorrectWays | undefined {
  return plan.correct && fieldLanguageOf(definition)?.correcting(plan, plan.correct, transitions)
}
