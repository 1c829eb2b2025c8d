import type { Diagnostic, DiagnosticPath } from '../diagnostics/diagnostic.js'
import { isRecord } from '../diagnostics/json.js'
import { makeDiagnostic } from '../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../diagnostics/quote.js'

/** What JSON Schema calls the kinds of JSON values. */
const TYPES: readonly string[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object']

/** Tells whether JSON Schema knows a type of that name. */
export function isTypeName(name: unknown): boolean {
  return typeof name === 'string' && TYPES.includes(name)
}

/** The keywords whose value is an object of schemas by names, where a name may be "type". */
const BY_NAME = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/** The keywords whose value is data. */
const DATA = ['const', 'enum', 'default', 'examples', 'required']

/** Returns the error of a schema that asks for a type that no value has. */
export function unknownTypeProblem(path: DiagnosticPath, type: unknown): Diagnostic {
  const message = `The schema asks for a type that no value has: ${quote(type)}.`
  return makeDiagnostic('invalid-schema', 'error', path, message, { expected: `one of ${quoteList(TYPES)}` })
}

/** Finds a type that no value has: what checks by the schema would let nothing pass, or everything. */
export function unknownType(schema: unknown): unknown {
  if (Array.isArray(schema)) return firstFound(schema)
  if (!isRecord(schema)) return undefined
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const unknown = types.find((type) => !isTypeName(type))
  if (unknown !== undefined) return unknown
  const parts = Object.entries(schema).filter(([keyword]) => keyword !== 'type' && !DATA.includes(keyword))
  return firstFound(parts.map(([keyword, part]) => (BY_NAME.includes(keyword) && isRecord(part) ? Object.values(part) : part)))
}

function firstFound(schemas: readonly unknown[]): unknown {
  for (const schema of schemas) {
    const found = unknownType(schema)
    if (found !== undefined) return found
  }
  return undefined
}
