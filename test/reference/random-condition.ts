import fc from 'fast-check'
import type { Composition, Condition, ConditionOf, LeafType } from '../../src/conditions/condition.js'
import {
  affirm,
  all,
  always,
  any,
  context,
  custom,
  deny,
  guard,
  keyword,
  llmClassifier,
  not,
  regex,
  sentiment,
  unsure,
} from '../../src/conditions/index.js'
import type { Guards } from './conversation.js'
import { KEYWORDS } from './vocabulary.js'

/** The guards that random flows name. */
export const GUARDS: Guards = {
  dataIs: (data, params) => data[String(params?.key)] === params?.value,
  hasTopic: (data) => typeof data.topic === 'string',
}

const words = fc.uniqueArray(fc.constantFrom(...KEYWORDS), { minLength: 1, maxLength: 3 })

const keywords = fc.oneof(
  { weight: 8, arbitrary: keywordWith('stem') },
  { weight: 2, arbitrary: fc.oneof(keywordWith('word'), keywordWith('prefix'), keywordWith('substring')) },
  { weight: 1, arbitrary: words.map((list) => keyword(list, { match: 'word', caseSensitive: true })) },
  { weight: 1, arbitrary: fc.constant(keyword(['.*'])) },
)

function keywordWith(match: 'stem' | 'word' | 'prefix' | 'substring') {
  return fc.tuple(words, fc.boolean(), fc.boolean()).map(([list, ignoreNegated, explicit]) =>
    keyword(list, {
      ...(match !== 'stem' || explicit ? { match } : {}),
      ...(ignoreNegated ? { ignoreNegated } : {}),
    }),
  )
}

const patterns = fc
  .tuple(fc.constantFrom('work(s|ing)', '^yes', '[0-9]+', 'budget$', 'crash|great', '^no '), fc.constantFrom({}, { flags: 'i' }))
  .map(([pattern, options]) => regex(pattern, options))

const sentiments = fc
  .tuple(
    fc.constantFrom('positive', 'negative', 'neutral'),
    fc.constantFrom({}, { threshold: 0.3 }, { threshold: 0.7 }, { by: 'model' } as const),
  )
  .map(([label, options]) => sentiment(label, options))

const classifiers = fc
  .tuple(
    fc.constantFrom('Is {{text}} angry?', 'Does {{text}} ask about {{tier}} in {{state}}?'),
    fc.constantFrom({ targetClass: 'yes' }, { targetClass: 'no' }, { targetClass: 'law', classes: ['law', 'other'] }),
    fc.constantFrom({}, {}, { model: 'careful' }),
  )
  .map(([prompt, target, model]) => llmClassifier<string>({ prompt, ...target, ...model }))

const contexts = fc.constantFrom(
  context('tier', { equals: 'gold' }),
  context('amount', { gt: 5, lte: 12 }),
  context('amount', { exists: false }),
  context('order.id', { gte: 1 }),
  context('topic', { in: ['yes', 'no'] }),
  context((data) => data.amount === undefined),
)

const guards = fc.constantFrom(
  guard('hasTopic'),
  guard('dataIs', { key: 'tier', value: 'gold' }),
  guard('dataIs', { key: 'topic', value: 'yes' }),
)

const customs = fc.constantFrom(
  custom(function isEven({ text }) {
    return text.length % 2 === 0
  }),
  custom(async function isAmountOfThree({ data }) {
    await Promise.resolve()
    return typeof data.amount === 'number' && data.amount % 3 === 0
  }),
  custom(async function failsOnCrash({ text }) {
    if (text.includes('crash')) throw new Error('The function is down')
    return text.includes('yes')
  }),
)

const answerOptions = fc.constantFrom({}, {}, { also: ['great'] }, { also: ['budget'] })

/** Random conditions of each type, in the share in which random flows have them. A new type is tried by every property as soon as it is here. */
export const leaves: { readonly [Type in LeafType]: fc.WeightedArbitrary<ConditionOf<Type>> } = {
  keyword: { weight: 10, arbitrary: keywords },
  affirm: { weight: 1, arbitrary: answerOptions.map((options) => affirm(options)) },
  deny: { weight: 1, arbitrary: answerOptions.map((options) => deny(options)) },
  unsure: { weight: 1, arbitrary: fc.constant(unsure()) },
  regex: { weight: 2, arbitrary: patterns },
  sentiment: { weight: 2, arbitrary: sentiments },
  llmClassifier: { weight: 3, arbitrary: classifiers },
  context: { weight: 2, arbitrary: contexts },
  guard: { weight: 1, arbitrary: guards },
  custom: { weight: 1, arbitrary: customs },
  always: { weight: 1, arbitrary: fc.constant(always()) },
}

const leaf: fc.Arbitrary<Condition> = fc.oneof({ withCrossShrink: true }, ...Object.values(leaves))

/** Any condition, as a tree of at most three levels above its leaves. */
export const condition: fc.Arbitrary<Condition> = treeOf(3)

function treeOf(depth: number): fc.Arbitrary<Condition> {
  if (depth === 0) return leaf
  return fc.oneof({ withCrossShrink: true }, { weight: 8, arbitrary: leaf }, ...Object.values(compositionsOf(treeOf(depth - 1))))
}

function compositionsOf(part: fc.Arbitrary<Condition>) {
  const parts = fc.array(part, { minLength: 1, maxLength: 3 })
  return {
    all: { weight: 1, arbitrary: parts.map((list) => all(...list)) },
    any: { weight: 1, arbitrary: parts.map((list) => any(...list)) },
    not: { weight: 1, arbitrary: part.map((one) => not(one)) },
  } satisfies Record<Composition['type'], fc.WeightedArbitrary<Composition>>
}
