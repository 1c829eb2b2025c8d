import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../../diagnostics/quote.js'
import { didYouMean } from '../../../diagnostics/suggest.js'
import type { LlmClassifierCondition } from '../../condition.js'

/** What a classifier may be answered with that names no classes. */
const YES_OR_NO: readonly string[] = ['yes', 'no']

/** Returns the classes that the model may answer. */
export function classifierClasses({ classes = YES_OR_NO }: LlmClassifierCondition): readonly string[] {
  return classes
}

export function describeClassifier({ prompt, targetClass, model }: LlmClassifierCondition): string {
  return `model ${model === undefined ? '' : `${quote(model)} `}answers ${quote(targetClass)} to: ${prompt}`
}

/** Checks that a classifier asks something, and that its target is one of the answers. */
export function* checkClassifier(condition: LlmClassifierCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const { prompt, classes, targetClass } = condition
  if (prompt.trim() === '') yield makeDiagnostic('empty-prompt', 'error', [...path, 'prompt'], 'The classifier asks nothing.')
  if (classes === undefined) {
    if (!YES_OR_NO.includes(targetClass)) yield missingClasses(targetClass, path)
    return
  }
  if (!classes.includes(targetClass)) {
    yield makeDiagnostic(
      'unknown-class',
      'error',
      [...path, 'targetClass'],
      `The target class ${quote(targetClass)} is none of the classes, so the condition could never hold.`,
      {
        expected: classes.length === 0 ? 'one of the classes, of which there are none' : quoteList(classes),
        suggestion: didYouMean(targetClass, classes),
      },
    )
  }
  for (const [position, name] of classes.entries()) {
    if (classes.indexOf(name) === position) continue
    yield makeDiagnostic('duplicate-class', 'error', [...path, 'classes', position], `The class ${quote(name)} stands twice in the list.`)
  }
}

function missingClasses(targetClass: string, path: DiagnosticPath): Diagnostic {
  return makeDiagnostic(
    'missing-classes',
    'error',
    path,
    `The classifier does not say what the model may answer besides ${quote(targetClass)}.`,
    {
      expected: 'classes, which only a target of "yes" or "no" can do without',
    },
  )
}
