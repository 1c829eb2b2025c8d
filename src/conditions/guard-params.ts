import type { JsonObject } from '../diagnostics/json.js'
import { type ByType, byType } from './by-type.js'
import type { ConditionOf, ImmediateCondition, ImmediateType } from './condition.js'
import type { ParamsFacts } from './evaluation.js'
import { answerFromParams, answerParams } from './kinds/answer/answer-kind.js'
import { contextFromParams, contextParams } from './kinds/context/context-kind.js'
import type { FindRivals } from './kinds/keyword/among.js'
import { keywordFromParams, keywordParams } from './kinds/keyword/keyword-kind.js'
import { regexFromParams, regexParams } from './kinds/regex/regex-kind.js'
import { sentimentFromParams, sentimentParams } from './kinds/sentiment/sentiment-kind.js'

const TO_PARAMS = {
  keyword: keywordParams,
  affirm: answerParams,
  deny: answerParams,
  unsure: answerParams,
  regex: regexParams,
  sentiment: sentimentParams,
  context: contextParams,
} satisfies ByType<ImmediateType, [ParamsFacts], JsonObject>

/** Writes a condition as the params of the built-in guard that has the name of its type. */
export function paramsOf(condition: ImmediateCondition, facts: ParamsFacts): JsonObject {
  return byType<ImmediateType, [ParamsFacts], JsonObject>(TO_PARAMS, condition, facts)
}

const FROM_PARAMS: { readonly [Type in ImmediateType]: (params: JsonObject, find: FindRivals) => ConditionOf<Type> | undefined } = {
  keyword: keywordFromParams,
  affirm: (params, find) => answerFromParams('affirm', params, find),
  deny: (params, find) => answerFromParams('deny', params, find),
  unsure: (params, find) => answerFromParams('unsure', params, find),
  regex: regexFromParams,
  sentiment: sentimentFromParams,
  context: contextFromParams,
}

/**
 * Reads a condition back from params that `paramsOf` wrote; undefined where they hold a function. Engines do not come back.
 *
 * @param find finds a state's keywords and answers, which stand outside of the params
 */
export function conditionFromParams(
  type: ImmediateType,
  params: JsonObject,
  find: FindRivals = () => undefined,
): ImmediateCondition | undefined {
  return FROM_PARAMS[type](params, find)
}

/** Tells whether a guard has the name of a type of condition, so that its params are a condition. */
export function isImmediateType(type: string): type is ImmediateType {
  return Object.hasOwn(FROM_PARAMS, type)
}
