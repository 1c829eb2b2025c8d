import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { fault } from '../../diagnostics/fault.js'
import type { ConversationFlow } from '../flow.js'

/** An extraction says what it looks for, or how, and carries what its findings are checked by. */
export function* extraction(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, { extract }] of Object.entries(flow.states)) {
    if (extract === undefined) continue
    const { fields, schema, run } = extract
    const path = ['states', name, 'extract']
    if (fields !== undefined && Object.keys(fields).length === 0) {
      yield fault('empty-extract', [...path, 'fields'], 'The extraction names no fields, so it could find nothing.')
    } else if (fields === undefined && schema === undefined && run === undefined) {
      yield fault('empty-extract', path, 'The extraction does not say what it looks for.', { expected: 'fields, schema or run' })
    } else if ((fields !== undefined || schema !== undefined) && evaluatorOf(extract) === undefined) {
      yield fault(
        'missing-evaluator',
        path,
        'The extraction came without its validator, or with that of another version, so what is found can not be checked.',
        { suggestion: 'Make it with extract(), or read the flow with parseFlow().' },
      )
    }
  }
}
