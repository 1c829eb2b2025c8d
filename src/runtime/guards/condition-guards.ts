import type { Among, AnswerType, ConversationData, ImmediateType } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { Evaluators } from '../../conditions/evaluator.js'
import { type AnswerParams, evaluateAnswer } from '../../conditions/kinds/answer/answer-kind.js'
import { type ContextParams, evaluateContext, evaluateContextFunction } from '../../conditions/kinds/context/context-kind.js'
import { amongFromParams, type FindRivals } from '../../conditions/kinds/keyword/among.js'
import { evaluateKeyword } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from '../../conditions/kinds/keyword/keyword-params.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { evaluateSentiment, type SentimentParams } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { dataOf, textOf } from '../../machine/event-facts.js'
import { evaluateTree, type GuardTree } from '../../machine/guard-expression.js'
import { type BuiltInGuard, type CommonGuard, isBuiltInGuard } from '../../machine/implementation-names.js'
import { asTotal, conversationGuards, type GuardArguments, type GuardFunction, type RuntimeGuard } from './turn-guards.js'

/** A guard as XState calls it: its params are what the config holds. */
export type NamedGuard = RuntimeGuard<never>

/** What the guards of conditions need besides their params. */
export interface ConditionSupport {
  readonly stemmers: Stemmers
  /** The keywords and answers of each state, which guards name in their params. */
  readonly rivals?: FindRivals
  readonly evaluators: Evaluators
  /** The functions of `context(fn)` conditions, by the name that the params hold. */
  readonly tests: ReadonlyMap<string, (data: ConversationData) => boolean>
  /** Told about what a guard could not evaluate. A guard itself never throws. */
  readonly report: ReportProblem
}

const supports = new WeakMap<object, ConditionSupport>()

/** Returns what a machine's guards of conditions were made with, by any of them; undefined for a guard that was made otherwise. */
export function conditionSupportOf(guard: object): ConditionSupport | undefined {
  return supports.get(guard)
}

/** Puts the state's list in the place of its name, once for each params: what is made ready hangs on the object. */
function placedParams<Params>(find: FindRivals = () => undefined): (params: Params & JsonObject) => Params & { readonly among?: Among } {
  const known = new WeakMap<object, Params & { readonly among?: Among }>()
  return (params) => {
    const placed = known.get(params)
    if (placed !== undefined) return placed
    const { among: _named, ...rest } = params
    const made = { ...(rest as Params), ...amongFromParams(params, find) }
    known.set(params, made)
    return made
  }
}

const keywordGuard = ({ stemmers, rivals }: ConditionSupport): GuardFunction<KeywordParams & JsonObject> => {
  const placed = placedParams<KeywordParams>(rivals)
  return ({ context, event }, params) => evaluateKeyword(placed(params), textOf(context, event), stemmers)
}

const answerGuard = (
  type: AnswerType,
  { stemmers, rivals, evaluators, report }: ConditionSupport,
): GuardFunction<AnswerParams & JsonObject> => {
  const placed = placedParams<AnswerParams>(rivals)
  return ({ context, event }, params) => {
    const evaluator = evaluators.answers
    if (evaluator !== undefined) return evaluateAnswer(type, placed(params), textOf(context, event), { stemmers, evaluator, key: params })
    report({ type, message: noEvaluator(type) })
    return false
  }
}

const regexGuard =
  ({ evaluators, report }: ConditionSupport): GuardFunction<{ readonly pattern: string; readonly flags?: string }> =>
  ({ context, event }, params) => {
    if (evaluators.regex !== undefined) return evaluators.regex.evaluate(params, textOf(context, event))
    report({ type: 'regex', message: noEvaluator('regex') })
    return false
  }

const sentimentGuard =
  ({ evaluators, report }: ConditionSupport): GuardFunction<SentimentParams> =>
  ({ context, event }, params) => {
    if (evaluators.sentiment !== undefined) return evaluateSentiment(params, textOf(context, event), evaluators.sentiment)
    report({ type: 'sentiment', message: noEvaluator('sentiment') })
    return false
  }

const contextGuard =
  ({ tests, report }: ConditionSupport): GuardFunction<ContextParams | { readonly function: string }> =>
  ({ context, event }, params) => {
    const data = dataOf(context, event)
    if ('path' in params) return evaluateContext(params, data)
    const test = tests.get(params.function)
    if (test !== undefined) return evaluateContextFunction(test, data, report)
    report({ type: 'context', message: `There is no function ${quote(params.function)} for a context guard.` })
    return false
  }

function noEvaluator(type: 'regex' | 'sentiment' | AnswerType): string {
  return `A guard of ${type} has no evaluator: give machineFromConfig the guards of a machine that was compiled from the flow.`
}

/** Guards by name. Those of a construct are there in a flow that may use it. */
type BuiltInGuards = Readonly<Record<ImmediateType | CommonGuard, NamedGuard>> & AddedGuards

/** The guards of constructs, which come beside those of every conversation. */
export type AddedGuards = Readonly<Partial<Record<BuiltInGuard, NamedGuard>>>

/** Makes the guards of a compiled machine. They are total: what goes wrong in one is reported, and it does not hold. */
export function builtInGuards(support: ConditionSupport, added: AddedGuards): BuiltInGuards {
  const total = (type: string, guard: NamedGuard) => totalGuard(type, guard, support.report)
  const composed = (input: GuardArguments, { condition }: { readonly condition: GuardTree }) =>
    evaluateTree(condition, ({ type, params }) => isBuiltInGuard(type) && callGuard(guards[type] ?? never, input, params))
  const guards: BuiltInGuards = {
    ...conversationGuards,
    ...added,
    keyword: total('keyword', keywordGuard(support)),
    affirm: total('affirm', answerGuard('affirm', support)),
    deny: total('deny', answerGuard('deny', support)),
    unsure: total('unsure', answerGuard('unsure', support)),
    regex: total('regex', regexGuard(support)),
    sentiment: total('sentiment', sentimentGuard(support)),
    context: total('context', contextGuard(support)),
    composed: total('composed', composed),
  }
  supports.set(guards.keyword, support)
  return guards
}

const never = () => false

/** Makes a guard total: one that throws would end the actor without a word; this one says so and does not hold. */
export function totalGuard(type: string, guard: NamedGuard, report: ReportProblem): NamedGuard {
  return asTotal((input: GuardArguments, params: never) => {
    try {
      return callGuard(guard, input, params)
    } catch (error) {
      report({ type: 'guard', message: `The guard ${quote(type)} failed and counts as not holding.`, error })
      return false
    }
  })
}

/** The config's params fit the guard of their type: both were written by the compiler. */
function callGuard(guard: NamedGuard, input: GuardArguments, params: unknown): boolean {
  const result: unknown = Reflect.apply(guard, undefined, [input, params])
  // An async guard does not hold; what it rejects with would end the process.
  if (result instanceof Promise) result.catch(() => undefined)
  return result === true
}
