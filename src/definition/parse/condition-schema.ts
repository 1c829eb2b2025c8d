import * as v from 'valibot'
import type { ConditionType } from '../../conditions/condition.js'
import { answerEntries } from '../../conditions/kinds/answer/answer-schema.js'
import { compositionEntries } from '../../conditions/kinds/composition/composition-schema.js'
import { contextEntries, contextFunctionEntries } from '../../conditions/kinds/context/context-schema.js'
import { customEntries } from '../../conditions/kinds/custom/custom-schema.js'
import { guardEntries } from '../../conditions/kinds/guard/guard-schema.js'
import { keywordEntries } from '../../conditions/kinds/keyword/keyword-schema.js'
import { classifierEntries } from '../../conditions/kinds/llm-classifier/llm-classifier-schema.js'
import { regexEntries } from '../../conditions/kinds/regex/regex-schema.js'
import { sentimentEntries } from '../../conditions/kinds/sentiment/sentiment-schema.js'
import { literals, refuse, strict } from '../../conditions/schema-parts.js'
import { isRecord } from '../../diagnostics/json.js'

/** Any condition, told apart by its `type`. */
export const condition: v.GenericSchema = v.lazy((input) => (input === undefined ? published : chooseCondition(input)))

/** The shape of each type of condition in its JSON form. */
const jsonEntries: Readonly<Record<Exclude<ConditionType, 'custom'>, v.ObjectEntries>> = {
  keyword: keywordEntries,
  affirm: answerEntries('affirm'),
  deny: answerEntries('deny'),
  unsure: answerEntries('unsure'),
  regex: regexEntries,
  sentiment: sentimentEntries,
  llmClassifier: classifierEntries,
  context: contextEntries,
  guard: guardEntries,
  ...compositionEntries(condition),
}

const entriesByType: ReadonlyMap<string, v.ObjectEntries> = new Map(Object.entries({ ...jsonEntries, custom: customEntries }))
const schemaByType: ReadonlyMap<string, v.GenericSchema> = new Map([...entriesByType].map(([type, entries]) => [type, strict(entries)]))
const contextByFunction = strict(contextFunctionEntries)
const unknownType = v.looseObject({ type: refuse('unknown-type', literals([...schemaByType.keys()])) })
const published = v.union(Object.values(jsonEntries).map((entries) => v.strictObject(entries)))

function chooseCondition(input: unknown): v.GenericSchema {
  if (!isRecord(input)) return refuse('wrong-type', 'a condition, such as { "type": "keyword", "words": ["yes"] }')
  if (!Object.hasOwn(input, 'type')) return refuse('missing-type', literals(likelyTypes(Object.keys(input))))
  const { type } = input
  if (type === 'context' && Object.hasOwn(input, 'fn')) return contextByFunction
  return (typeof type === 'string' ? schemaByType.get(type) : undefined) ?? unknownType
}

/** The types that these keys are made for; all of them when no key tells. */
function likelyTypes(keys: readonly string[]): readonly string[] {
  const likely = [...entriesByType].filter(([, entries]) => keys.some((key) => Object.hasOwn(entries, key))).map(([type]) => type)
  return likely.length > 0 ? likely : [...entriesByType.keys()]
}
