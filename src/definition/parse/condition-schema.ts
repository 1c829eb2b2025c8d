import * as v from 'valibot'
import type {
  AllCondition,
  AlwaysCondition,
  AnyCondition,
  Condition,
  ContextTest,
  CustomCondition,
  GuardCondition,
  KeywordCondition,
  LlmClassifierCondition,
  NotCondition,
  RegexCondition,
  SentimentCondition,
} from '../../conditions/condition.js'
import { described, type EntriesOf, isRecord, jsonObject, jsonValue, listOf, literals, optional, refuse, strict } from './schema-parts.js'

/** What authors write: neither evaluators nor what the transition order adds. */
type Written<Kind> = Omit<Kind, symbol | 'except'>

/** Any condition, told apart by its `type`. */
export const condition: v.GenericSchema = v.lazy((input) => (input === undefined ? published : chooseCondition(input)))

const keywordEntries = {
  type: v.literal('keyword'),
  words: described(listOf(v.string()), 'The words and phrases; any of them makes the condition hold. ".*" stands for any message.'),
  match: optional(
    v.picklist(['stem', 'word', 'prefix', 'substring']),
    'stem (default): whole words up to regular inflection; word: whole words as written; prefix: the start of a word; substring: anywhere.',
  ),
  caseSensitive: optional(v.boolean(), 'Whether capitals matter; false by default.'),
  ignoreNegated: optional(v.boolean(), 'Whether an occurrence right after a negation ("not fixed") does not count; false by default.'),
} satisfies EntriesOf<Written<KeywordCondition>>

const regexEntries = {
  type: v.literal('regex'),
  pattern: described(v.string(), 'RE2 syntax: neither look-around nor back-references.'),
  flags: optional(v.string(), 'Any of i (ignore case), m (^ and $ at every line) and s (. takes line ends).'),
} satisfies EntriesOf<Written<RegexCondition>>

const sentimentEntries = {
  type: v.literal('sentiment'),
  sentiment: v.picklist(['positive', 'negative', 'neutral']),
  threshold: optional(v.pipe(v.number(), v.metadata({ minimum: 0, maximum: 1 })), 'From 0 to 1; 0.5 by default. Not with "by": "model".'),
  by: optional(v.picklist(['lexicon', 'model']), 'Who judges the mood; lexicon by default.'),
} satisfies EntriesOf<Written<SentimentCondition>>

const classifierEntries = {
  type: v.literal('llmClassifier'),
  prompt: described(v.string(), 'The question; {{text}} stands for the user’s message.'),
  targetClass: described(v.string(), 'The answer that makes the condition hold; one of the classes.'),
  classes: optional(listOf(v.string()), 'What the model may answer; yes and no by default.'),
  model: optional(v.string(), 'The name of one of the models; the default model without it.'),
} satisfies EntriesOf<LlmClassifierCondition>

const testEntries = {
  equals: optional(jsonValue, 'The value is equal to this one.'),
  in: optional(listOf(jsonValue), 'The value is equal to one of these.'),
  exists: optional(v.boolean(), 'Whether there is a value.'),
  gt: optional(v.number(), 'The value is a number greater than this one.'),
  gte: optional(v.number(), 'The value is a number greater than or equal to this one.'),
  lt: optional(v.number(), 'The value is a number less than this one.'),
  lte: optional(v.number(), 'The value is a number less than or equal to this one.'),
} satisfies EntriesOf<ContextTest>

const contextEntries = {
  type: v.literal('context'),
  path: described(v.string(), 'The dotted path of a value in the data, such as order.total.'),
  test: described(strict(testEntries), 'Every test given must hold.'),
}

/** Functions can not stand in JSON, so editors are not told of these. */
const functionEntries = {
  context: { type: v.literal('context'), fn: v.function() },
  custom: { type: v.literal('custom'), fn: v.function() } satisfies EntriesOf<CustomCondition>,
}

const guardEntries = {
  type: v.literal('guard'),
  name: described(v.string(), 'The name of a guard given by provide({ guards }).'),
  params: optional(jsonObject, 'What the guard is given.'),
} satisfies EntriesOf<GuardCondition>

const allEntries = {
  type: v.literal('all'),
  conditions: described(listOf(condition), 'All of these must hold.'),
} satisfies EntriesOf<AllCondition>

const anyEntries = {
  type: v.literal('any'),
  conditions: described(listOf(condition), 'One of these must hold.'),
} satisfies EntriesOf<AnyCondition>

const notEntries = { type: v.literal('not'), condition: described(condition, 'This must not hold.') } satisfies EntriesOf<NotCondition>

const alwaysEntries = { type: v.literal('always') } satisfies EntriesOf<AlwaysCondition>

/** The shape of each type of condition in its JSON form. */
const jsonEntries: Readonly<Record<Exclude<Condition['type'], 'custom'>, v.ObjectEntries>> = {
  keyword: keywordEntries,
  regex: regexEntries,
  sentiment: sentimentEntries,
  llmClassifier: classifierEntries,
  context: contextEntries,
  guard: guardEntries,
  all: allEntries,
  any: anyEntries,
  not: notEntries,
  always: alwaysEntries,
}

const entriesByType: ReadonlyMap<string, v.ObjectEntries> = new Map(Object.entries({ ...jsonEntries, custom: functionEntries.custom }))
const schemaByType: ReadonlyMap<string, v.GenericSchema> = new Map([...entriesByType].map(([type, entries]) => [type, strict(entries)]))
const contextByFunction = strict(functionEntries.context)
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
