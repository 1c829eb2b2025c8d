import type {
  Condition,
  ContextPathCondition,
  ContextTest,
  KeywordCondition,
  RegexCondition,
  SentimentCondition,
} from '../../conditions/condition.js'
import { DEFAULT_THRESHOLD } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { type Change, leavingOut } from './change.js'

/** Yields a condition with one change in it, or in one of its parts. */
export function* conditionChanges(condition: Condition): Generator<Change<Condition>> {
  yield* ownChanges(condition)
  if (condition.type !== 'not') {
    yield { operator: 'not', description: 'not added', changed: { type: 'not', condition } }
    return
  }
  yield { operator: 'not', description: 'not dropped', changed: condition.condition }
  for (const change of ownChanges(condition.condition)) yield { ...change, changed: { type: 'not', condition: change.changed } }
}

function* ownChanges(condition: Condition): Generator<Change<Condition>> {
  switch (condition.type) {
    case 'keyword':
      yield* keywordChanges(condition)
      return
    case 'all':
    case 'any':
      yield* compositionChanges(condition.type, condition.conditions)
      return
    case 'sentiment':
      yield* thresholdChanges(condition)
      return
    case 'llmClassifier': {
      const other = condition.classes?.find((name) => name !== condition.targetClass) ?? (condition.targetClass === 'no' ? 'yes' : 'no')
      yield { operator: 'class', description: `class ${other}`, changed: { ...condition, targetClass: other } }
      return
    }
    case 'regex':
      yield* flagChanges(condition)
      return
    case 'context':
      if (!('fn' in condition)) yield* testChanges(condition)
  }
}

function* thresholdChanges(condition: SentimentCondition): Generator<Change<Condition>> {
  for (const by of condition.by === 'model' ? [] : [0.1, -0.1]) {
    const threshold = Math.round(((condition.threshold ?? DEFAULT_THRESHOLD) + by) * 100) / 100
    if (threshold < 0 || threshold > 1) continue
    yield { operator: 'threshold', description: `threshold ${threshold}`, changed: { ...condition, threshold } }
  }
}

function* flagChanges(condition: RegexCondition): Generator<Change<Condition>> {
  const { flags = '' } = condition
  for (const flag of flags) {
    yield { operator: 'regex-flag', description: `flag ${flag} dropped`, changed: { ...condition, flags: flags.replace(flag, '') } }
  }
}

function* testChanges(condition: ContextPathCondition): Generator<Change<Condition>> {
  for (const test of otherTests(condition.test)) {
    yield { operator: 'context-test', description: `${condition.path}: ${JSON.stringify(test)}`, changed: { ...condition, test } }
  }
}

const OTHER_MATCH = { stem: 'word', word: 'stem', prefix: 'word', substring: 'word' } as const

function* keywordChanges(condition: KeywordCondition): Generator<Change<Condition>> {
  for (const [word, words] of leavingOut(condition.words)) {
    yield { operator: 'keyword', description: `keyword "${word}" dropped`, changed: { ...condition, words } }
  }
  const ignoreNegated = condition.ignoreNegated !== true
  yield { operator: 'ignore-negated', description: `ignoreNegated ${ignoreNegated}`, changed: { ...condition, ignoreNegated } }
  const match = OTHER_MATCH[condition.match ?? 'stem']
  yield { operator: 'match', description: `match ${match}`, changed: { ...condition, match } }
}

function* compositionChanges(type: 'all' | 'any', conditions: readonly Condition[]): Generator<Change<Condition>> {
  const other = type === 'all' ? 'any' : 'all'
  yield { operator: 'all-any', description: `${other} in place of ${type}`, changed: { type: other, conditions } }
  for (const [part, rest] of leavingOut(conditions)) {
    yield { operator: 'part', description: `${part.type} dropped from ${type}`, changed: { type, conditions: rest } }
  }
  for (const [position, part] of conditions.entries()) {
    for (const change of conditionChanges(part))
      yield { ...change, changed: { type, conditions: conditions.with(position, change.changed) } }
  }
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const
const STRICTNESS = { gt: 'gte', gte: 'gt', lt: 'lte', lte: 'lt' } as const

function* otherTests(test: ContextTest): Generator<ContextTest> {
  if (test.exists !== undefined) yield { ...test, exists: !test.exists }
  if (typeof test.equals === 'boolean') yield { ...test, equals: !test.equals }
  if (typeof test.equals === 'number') yield { ...test, equals: test.equals + 1 }
  if (typeof test.equals === 'string') yield { ...test, equals: `${test.equals}?` }
  for (const [, values] of leavingOut(test.in ?? [])) yield { ...test, in: values }
  for (const bound of BOUNDS) {
    const { [bound]: value, ...rest } = test
    if (value !== undefined) yield { ...rest, [STRICTNESS[bound]]: value }
  }
}
