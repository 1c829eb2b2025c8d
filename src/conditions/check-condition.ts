import type { Diagnostic, DiagnosticPath } from '../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../diagnostics/quote.js'
import { didYouMean } from '../diagnostics/suggest.js'
import { type ByType, byType } from './by-type.js'
import type { Condition, ConditionType } from './condition.js'
import { checkAnswer } from './kinds/answer/answer-kind.js'
import { checkComposition } from './kinds/composition/composition-kind.js'
import { checkContext } from './kinds/context/context-kind.js'
import { checkKeyword } from './kinds/keyword/keyword-kind.js'
import { checkClassifier } from './kinds/llm-classifier/llm-classifier-kind.js'
import { checkRegex } from './kinds/regex/regex-kind.js'
import { checkSentiment } from './kinds/sentiment/sentiment-kind.js'

const CHECK = {
  always: soundAsTyped,
  keyword: checkKeyword,
  affirm: checkAnswer,
  deny: checkAnswer,
  unsure: checkAnswer,
  regex: checkRegex,
  sentiment: checkSentiment,
  llmClassifier: checkClassifier,
  context: checkContext,
  guard: soundAsTyped,
  custom: soundAsTyped,
  all: checkComposition,
  any: checkComposition,
  not: soundAsTyped,
} satisfies ByType<ConditionType, [DiagnosticPath], Iterable<Diagnostic>>

/** Finds what keeps a condition from being evaluated; what stands within it is not looked at. */
export function checkCondition(condition: Condition, path: DiagnosticPath): Iterable<Diagnostic> {
  if (!Object.hasOwn(CHECK, condition.type)) return [unknownType(condition.type, path)]
  return byType<ConditionType, [DiagnosticPath], Iterable<Diagnostic>>(CHECK, condition, path)
}

/** A flow that TypeScript did not check may hold anything. */
function unknownType(type: string, path: DiagnosticPath): Diagnostic {
  const types = Object.keys(CHECK)
  return makeDiagnostic('unknown-type', 'error', [...path, 'type'], `There is no condition of type ${quote(type)}.`, {
    expected: `one of ${quoteList(types)}`,
    suggestion: didYouMean(String(type), types),
  })
}

/** What its type allows can be evaluated. */
function soundAsTyped(): readonly Diagnostic[] {
  return []
}
