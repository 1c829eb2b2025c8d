import type { Condition, ContextTest } from '../../conditions/condition.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { type ConditionPart, conditionParts, flowTransitions } from '../condition-parts.js'
import { fault } from '../fault.js'
import type { ConversationFlow } from '../flow.js'
import { classifierFaults } from './classifier.js'
import { keywordFaults } from './keywords.js'
import { regexFaults } from './regexes.js'
import { sentimentFaults } from './sentiments.js'

const MOST_DEPTH = 100
const SHOWN_DEPTH = 4

/** Every condition can be evaluated. */
export function* conditions(flow: ConversationFlow): Generator<Diagnostic> {
  for (const { condition, path } of flowTransitions(flow)) {
    for (const part of conditionParts(condition, path)) {
      if (part.depth > MOST_DEPTH) {
        yield fault('too-deep', part.path.slice(0, SHOWN_DEPTH), `The condition is nested more than ${MOST_DEPTH} levels deep.`)
        break
      }
      yield* faultsOf(part)
    }
  }
}

function faultsOf({ condition, path }: ConditionPart): Iterable<Diagnostic> {
  switch (condition.type) {
    case 'keyword':
      return keywordFaults(condition, path)
    case 'regex':
      return regexFaults(condition, path)
    case 'sentiment':
      return sentimentFaults(condition, path)
    case 'llmClassifier':
      return classifierFaults(condition, path)
    case 'context':
      return contextFaults(condition, path)
    case 'all':
    case 'any':
      return compositionFaults(condition, path)
    case 'guard':
    case 'custom':
    case 'not':
    case 'always':
      return []
  }
}

function* contextFaults(condition: Condition & { type: 'context' }, path: DiagnosticPath): Generator<Diagnostic> {
  if ('fn' in condition) return
  if (condition.path === '') yield fault('empty-path', [...path, 'path'], 'The path is empty, so it names no value of the data.')
  const tests: ContextTest = condition.test
  if (Object.keys(tests).length > 0) return
  yield fault('empty-test', [...path, 'test'], 'There is no test, so the condition would say nothing of the value.', {
    expected: 'one or more of equals, in, exists, gt, gte, lt and lte',
  })
}

function* compositionFaults({ type, conditions }: Condition & { type: 'all' | 'any' }, path: DiagnosticPath): Generator<Diagnostic> {
  if (conditions.length > 0) return
  const effect = type === 'all' ? 'always hold' : 'never hold'
  yield fault('empty-composition', [...path, 'conditions'], `There are no conditions, so this would ${effect}.`, {
    expected: 'at least one condition',
  })
}
