import { schemaOf, sourceKindOf } from '../../conditions/fields/field-source.js'
import { isAnswer, leafConditions } from '../../conditions/leaves.js'
import type { ConversationFlow, Field, FlowState, NextState, Prompt, PromptDefinition } from '../../definition/flow.js'
import { fieldOf, languageOf } from '../../definition/state-facts.js'
import type { ToldFields } from './understanding-plan.js'

/** One field of a state, with its prompts resolved. */
export interface FieldPlan {
  readonly name: string
  readonly field: Field
  /** The question; undefined for an optional field. */
  readonly ask: PromptDefinition | undefined
  /** What is said of a value that does not fit; undefined where nothing is, and the value is dropped. */
  readonly invalid: PromptDefinition | undefined
}

/** What is known beforehand of the fields that a state collects or corrects. */
export interface CorrectPlan {
  readonly fields: readonly FieldPlan[]
  readonly next: NextState | undefined
  /** What the model reads; undefined where it reads nothing. */
  readonly told: ToldFields | undefined
  /** Whether the flow asks for answers somewhere, and so brings the words to know one. */
  readonly knowsAnswers: boolean
}

export interface CollectPlan extends Omit<CorrectPlan, 'knowsAnswers'> {
  /** The fields that are asked for until they have a value. */
  readonly required: readonly FieldPlan[]
  /** The flow's: by it a keyword is the whole message. */
  readonly language: string
}

interface PlanningFlow {
  readonly definition: ConversationFlow
  readonly prompt: (prompt: Prompt) => PromptDefinition
}

/** Plans what a state asks for. */
function planCollect(flow: PlanningFlow, { collect, nextStates = {} }: FlowState): CollectPlan | undefined {
  if (collect === undefined) return undefined
  const fields = planFields(flow, collect)
  return {
    fields,
    required: fields.filter(({ field }) => field.optional !== true),
    language: languageOf(flow.definition),
    next: nextStates.collected,
    told: toldOf(fields, false),
  }
}

/** Plans what a state hears other values for. */
function planCorrect(flow: PlanningFlow, { correct, nextStates = {} }: FlowState): CorrectPlan | undefined {
  if (correct === undefined) return undefined
  const fields = planFields(flow, correct)
  return { fields, next: nextStates.corrected, told: toldOf(fields, true), knowsAnswers: asksForAnswers(flow.definition) }
}

function asksForAnswers({ states, globalTransitions = {} }: ConversationFlow): boolean {
  const tried = [globalTransitions, ...Object.values(states).map(({ transitions = {} }) => transitions)]
  return tried.some((transitions) => Object.values(transitions).some((condition) => leafConditions(condition).some(isAnswer)))
}

/** Plans what a state asks for, or hears other values for, and what of it the model reads. */
export function planFieldsOf(flow: PlanningFlow, state: FlowState) {
  const collect = planCollect(flow, state)
  const correct = planCorrect(flow, state)
  return { collect, correct, told: (collect ?? correct)?.told }
}

function planFields({ definition, prompt }: PlanningFlow, names: readonly string[]): readonly FieldPlan[] {
  return [...new Set(names)].flatMap((name) => {
    const field = fieldOf(definition, name)
    if (field === undefined) return []
    const ask = field.ask === undefined ? undefined : prompt(field.ask)
    return [{ name, field, ask, invalid: field.invalid === undefined ? ask : prompt(field.invalid) }]
  })
}

function toldOf(fields: readonly FieldPlan[], corrects: boolean): ToldFields | undefined {
  const told = fields.filter(({ field }) => sourceKindOf(field) === 'model')
  if (told.length === 0) return undefined
  return {
    names: told.map(({ name }) => name),
    schemas: Object.fromEntries(told.map(({ name, field }) => [name, schemaOf(field)])),
    corrects,
  }
}
