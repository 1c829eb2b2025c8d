import { quote, quoteList } from '../diagnostics/quote.js'
import type { Condition, ContextTest, KeywordCondition, LlmClassifierCondition, SentimentCondition } from './condition.js'
import { isCatchAll } from './order/catch-all.js'

const MOST_WORDS = 8
const PLAIN_WORD = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}' ]*$/u

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/**
 * What a condition means, in a few words for people: in the chart, in diagrams and on the command line.
 *
 * @example describeCondition(keyword(['bug', 'error', 'crash'])) // 'says bug, error or crash'
 * @example describeCondition(context('plan', { equals: 'pro' })) // 'data.plan = "pro"'
 */
export function describeCondition(condition: Condition): string {
  if (isCatchAll(condition)) return 'anything'
  switch (condition.type) {
    case 'always':
      return 'anything'
    case 'keyword':
      return describeKeyword(condition)
    case 'regex':
      return `matches /${condition.pattern}/${condition.flags ?? ''}`
    case 'sentiment':
      return describeSentiment(condition)
    case 'llmClassifier':
      return describeClassifier(condition)
    case 'context':
      return 'fn' in condition ? `data passes ${quote(condition.fn)}` : describeTest(`data.${condition.path}`, condition.test)
    case 'guard':
      return condition.params === undefined ? `guard ${condition.name}` : `guard ${condition.name} ${quote(condition.params)}`
    case 'custom':
      return `passes ${quote(condition.fn)}`
    case 'all':
      return describeParts(condition.conditions, ' and ', 'anything')
    case 'any':
      return describeParts(condition.conditions, ' or ', 'nothing')
    case 'not':
      return `not (${describeCondition(condition.condition)})`
  }
}

function describeKeyword({ words, match = 'stem', caseSensitive, ignoreNegated, except = [] }: KeywordCondition): string {
  const verbs = { stem: 'says', word: 'says exactly', prefix: 'says a word that begins with', substring: 'contains' }
  const text = `${verbs[match]} ${listWords(words) || 'nothing'}`
  const longer =
    except.length === 0
      ? ''
      : `, but not within ${list(
          except.map(({ word }) => word),
          quote,
        )}`
  return `${text}${caseSensitive ? ' (in this case)' : ''}${ignoreNegated ? ' (not negated)' : ''}${longer}`
}

function describeSentiment({ sentiment, threshold, by }: SentimentCondition): string {
  if (by === 'model') return `model finds it ${sentiment}`
  return threshold === undefined ? `sounds ${sentiment}` : `sounds ${sentiment} (at least ${threshold})`
}

function describeClassifier({ prompt, targetClass, model }: LlmClassifierCondition): string {
  return `model ${model === undefined ? '' : `${quote(model)} `}answers ${quote(targetClass)} to: ${prompt}`
}

function describeTest(subject: string, test: ContextTest): string {
  const tests = [
    test.exists === undefined ? [] : [test.exists ? 'exists' : 'does not exist'],
    test.equals === undefined ? [] : [`= ${quote(test.equals)}`],
    test.in === undefined ? [] : [`is one of ${quoteList(test.in)}`],
    ...(['gt', 'gte', 'lt', 'lte'] as const).map((name) => (test[name] === undefined ? [] : [`${COMPARISONS[name]} ${test[name]}`])),
  ].flat()
  return tests.length === 0 ? `${subject} is anything` : `${subject} ${tests.join(' and ')}`
}

function describeParts(conditions: readonly Condition[], conjunction: string, none: string): string {
  if (conditions.length === 0) return none
  const composed = (part: Condition) => conditions.length > 1 && (part.type === 'all' || part.type === 'any')
  return conditions.map((part) => (composed(part) ? `(${describeCondition(part)})` : describeCondition(part))).join(conjunction)
}

function listWords(words: readonly string[]): string {
  return list(words, (word) => (PLAIN_WORD.test(word) ? word : quote(word)))
}

/** Lists words with "or", the first few only. */
function list(words: readonly string[], show: (word: string) => string): string {
  const shown = words.slice(0, MOST_WORDS).map(show)
  if (words.length > MOST_WORDS) shown.push(`${words.length - MOST_WORDS} more`)
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}
