import type { LlmClassifierCondition } from '../../conditions/condition.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { fault } from '../fault.js'
import { didYouMean } from '../suggest.js'

const DEFAULT_CLASSES: readonly string[] = ['yes', 'no']

/** A classifier asks something, and its target is one of the answers. */
export function* classifierFaults(condition: LlmClassifierCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const { prompt, classes, targetClass } = condition
  if (prompt.trim() === '') yield fault('empty-prompt', [...path, 'prompt'], 'The classifier asks nothing.')
  if (classes === undefined) {
    if (!DEFAULT_CLASSES.includes(targetClass)) yield missingClasses(targetClass, path)
    return
  }
  if (!classes.includes(targetClass)) {
    yield fault(
      'unknown-class',
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
    yield fault('duplicate-class', [...path, 'classes', position], `The class ${quote(name)} stands twice in the list.`)
  }
}

function missingClasses(targetClass: string, path: DiagnosticPath): Diagnostic {
  return fault('missing-classes', path, `The classifier does not say what the model may answer besides ${quote(targetClass)}.`, {
    expected: 'classes, which only a target of "yes" or "no" can do without',
  })
}
