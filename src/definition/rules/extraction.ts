import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow, Extract } from '../flow.js'
import { unknownType, unknownTypeProblem } from '../schema-type.js'

/** An extraction says what it looks for, or how, and carries what its findings are checked by. */
export function* extraction(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, { extract }] of Object.entries(flow.states)) {
    if (extract === undefined) continue
    const { fields, schema, run } = extract
    const path = ['states', name, 'extract']
    yield* unknownTypes(fields, [...path, 'fields'])
    if (fields !== undefined && Object.keys(fields).length === 0) {
      yield makeDiagnostic('empty-extract', 'error', [...path, 'fields'], 'The extraction names no fields, so it could find nothing.')
    } else if (fields === undefined && schema === undefined && run === undefined) {
      yield makeDiagnostic('empty-extract', 'error', path, 'The extraction does not say what it looks for.', {
        expected: 'fields, schema or run',
      })
    } else if ((fields !== undefined || schema !== undefined) && evaluatorOf(extract) === undefined) {
      yield makeDiagnostic(
        'missing-evaluator',
        'error',
        path,
        'The extraction came without its validator, or with that of another version, so what is found can not be checked.',
        { suggestion: 'Make it with extract(), or read the flow with parseFlow().' },
      )
    }
  }
}

function* unknownTypes(fields: Extract['fields'] = {}, path: DiagnosticPath): Generator<Diagnostic> {
  for (const [field, schema] of Object.entries(fields)) {
    const unknown = unknownType(schema)
    if (unknown !== undefined) yield unknownTypeProblem([...path, field], unknown)
  }
}
