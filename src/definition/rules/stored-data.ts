import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic, quoteFound } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow } from '../flow.js'
import { changesOf } from './data-changes.js'

/** What becomes part of a stored conversation has a JSON form. */
export function* storedData(flow: ConversationFlow): Generator<Diagnostic> {
  yield* jsonDiagnostics(flow.initialContext, ['initialContext'], new Set())
  for (const [name, { promptParams }] of Object.entries(flow.states)) {
    yield* jsonDiagnostics(promptParams, ['states', name, 'promptParams'], new Set())
  }
  for (const [{ set }, path] of changesOf(flow)) yield* jsonDiagnostics(set, [...path, 'set'], new Set())
}

function* jsonDiagnostics(value: unknown, path: DiagnosticPath, ancestors: Set<object>): Generator<Diagnostic> {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || !isPlain(value) || ancestors.has(value)) {
    yield makeDiagnostic('not-json', 'error', path, 'This value has no JSON form, so it can not be stored.', { found: quoteFound(value) })
    return
  }
  ancestors.add(value)
  for (const [key, entry] of Object.entries(value)) yield* jsonDiagnostics(entry, [...path, key], ancestors)
  ancestors.delete(value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === null || prototype === Object.prototype
}
