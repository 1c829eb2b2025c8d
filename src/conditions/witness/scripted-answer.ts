import { classesOf, expectedAnswer } from '../asked.js'
import { type ByType, byType } from '../by-type.js'
import type { AskedCondition, Condition, ContextFunctionCondition, ConversationData, GuardCondition } from '../condition.js'
import { evaluateCondition } from '../evaluate-condition.js'
import type { EvaluationInput, Truth } from '../evaluation.js'
import type { Evaluators } from '../evaluator.js'
import { isContextFunction } from '../kinds/context/context-kind.js'
import type { Stemmers } from '../kinds/keyword/stemmers.js'
import { isAsked, mapLeaves } from '../leaves.js'

/** A condition that neither a text nor plain data decides, so that a witness says how it is answered. */
export type ScriptedCondition = AskedCondition | GuardCondition | ContextFunctionCondition

/** How such a condition is answered: a class or a label by the model, a boolean by the flow's own functions and guards. */
export interface ScriptedAnswer {
  readonly condition: ScriptedCondition
  readonly answer: string | boolean
}

/** What a condition is tried on. */
export interface Situation {
  /** The user's words. */
  readonly text: string
  /** Laid over the conversation's data, key by key. */
  readonly data?: ConversationData
  readonly answers?: readonly ScriptedAnswer[]
}

/** What witnesses are looked for with. */
export interface WitnessOptions {
  /** The flow's language, a BCP 47 tag; English when absent. */
  readonly language?: string
  readonly stemmers?: Stemmers
  /** The data that the conversation has anyway, its `initialContext` for one. */
  readonly data?: ConversationData
  /** The engines for conditions that carry none. */
  readonly evaluators?: Evaluators
}

type ScriptedType = ScriptedCondition['type']

/** What two conditions share that get one answer: the same question to the same model, the same guard, the same function. */
const ASKED_AS = {
  llmClassifier: (condition) => JSON.stringify([condition.prompt, condition.model, classesOf(condition)]),
  sentiment: ({ by }) => by,
  guard: ({ name, params }) => JSON.stringify([name, params]),
  custom: ({ fn }) => fn,
  context: (condition) => ('fn' in condition ? condition.fn : condition),
} satisfies ByType<ScriptedType, [], unknown>

/** Tells whether the answer makes the condition hold. */
export function answerHolds(condition: ScriptedCondition, answer: string | boolean): boolean {
  return answer === (isAsked(condition) ? expectedAnswer(condition) : true)
}

/** Tells whether two conditions get one answer. */
export function isAnsweredAlike(left: ScriptedCondition, right: ScriptedCondition): boolean {
  if (left === right) return true
  if (left.type !== right.type) return false
  return byType<ScriptedType, [], unknown>(ASKED_AS, left) === byType<ScriptedType, [], unknown>(ASKED_AS, right)
}

/** Evaluates a condition in a situation, everything scripted being answered as the situation says. */
export function evaluateIn(condition: Condition, situation: Situation, options: WitnessOptions = {}): Truth {
  return evaluatorIn(situation, options)(condition)
}

/** Returns what evaluates many conditions in one situation. */
export function evaluatorIn(situation: Situation, options: WitnessOptions = {}): (condition: Condition) => Truth {
  const { answers = [] } = situation
  const data = { ...options.data, ...situation.data }
  const input: EvaluationInput = {
    text: situation.text,
    data,
    answers: (asked) => scripted(asked, answers),
    guards: (name, params) => scripted(params === undefined ? { type: 'guard', name } : { type: 'guard', name, params }, answers),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.stemmers === undefined ? {} : { stemmers: options.stemmers }),
    ...(options.evaluators === undefined ? {} : { evaluators: options.evaluators }),
  }
  const answersFunctions = answers.some(isOfFunction)
  return (condition) => evaluateCondition(answersFunctions ? withAnsweredFunctions(condition, answers) : condition, input)
}

function scripted(condition: ScriptedCondition, answers: readonly ScriptedAnswer[]): boolean | undefined {
  const found = answers.find((answer) => isAnsweredAlike(answer.condition, condition))
  return found === undefined ? undefined : answerHolds(condition, found.answer)
}

function isOfFunction({ condition }: ScriptedAnswer): boolean {
  return isContextFunction(condition)
}

/** A function of the data would run; an answer given for it stands in its place. */
function withAnsweredFunctions(condition: Condition, answers: readonly ScriptedAnswer[]): Condition {
  return mapLeaves(condition, (leaf) => {
    const truth = isContextFunction(leaf) ? scripted(leaf, answers) : undefined
    if (truth === undefined) return leaf
    return { type: truth ? 'all' : 'any', conditions: [] }
  })
}
