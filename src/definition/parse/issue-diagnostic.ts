import type * as v from 'valibot'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic, quoteFound } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'

type Issue = v.BaseIssue<unknown>

/** The library's words for what it expects, in words for people. */
const EXPECTATIONS: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Function', 'a function'],
  ['Array', 'a list'],
  ['Object', 'an object'],
])
const LITERAL = /"(?:[^"\\]|\\.)*"/g

/** Says in a diagnostic what a schema found wrong. */
export function issueDiagnostic(issue: Issue): Diagnostic {
  const path = pathOf(issue)
  const code = codeOf(issue)
  switch (code) {
    case 'missing-key':
      return makeDiagnostic(code, 'error', path, `The key ${quote(path.at(-1))} is missing.`)
    case 'unknown-key':
      return unknownKey(path, choicesOf(issue))
    case 'missing-type':
      return missingType(path, choicesOf(issue))
    case 'unknown-type':
      return unknownType(path, issue)
    case 'not-json':
      return makeDiagnostic(code, 'error', path, 'This value has no JSON form, so it can not be stored.', {
        found: quoteFound(issue.input),
      })
    case 'wrong-value':
      return wrongValue(path, issue)
    case 'wrong-type':
      return wrongType(path, issue)
  }
}

function codeOf(issue: Issue) {
  switch (issue.message) {
    case 'unknown-key':
    case 'missing-type':
    case 'unknown-type':
    case 'not-json':
      return issue.message
  }
  if (issue.path?.at(-1)?.origin === 'key') return 'missing-key'
  return issue.type === 'picklist' || issue.type === 'literal' ? 'wrong-value' : 'wrong-type'
}

function unknownKey(path: DiagnosticPath, known: readonly string[]): Diagnostic {
  const key = String(path.at(-1))
  if (key === 'true' && known.includes('on')) {
    return makeDiagnostic('yaml-on', 'error', path, 'No such key is known here: "true". YAML 1.1 reads the key "on" so.', {
      suggestion: 'Write it in quotes: "on".',
    })
  }
  const suggestion = didYouMean(key, known)
  const expected = suggestion === undefined ? `one of ${quoteList(known)}` : undefined
  return makeDiagnostic('unknown-key', 'error', path, `No such key is known here: ${quote(key)}.`, { expected, suggestion })
}

function missingType(path: DiagnosticPath, types: readonly string[]): Diagnostic {
  const [only] = types
  const suggestion = types.length === 1 && only !== undefined ? `Say type: ${quote(only)}.` : undefined
  const expected = suggestion === undefined ? `a "type" that is one of ${quoteList(types)}` : undefined
  return makeDiagnostic('missing-type', 'error', path, 'The object does not say its "type", so nothing tells what it means.', {
    expected,
    suggestion,
  })
}

function unknownType(path: DiagnosticPath, issue: Issue): Diagnostic {
  const types = choicesOf(issue)
  const suggestion = typeof issue.input === 'string' ? didYouMean(issue.input, types) : undefined
  const message = `There is no condition of type ${quote(issue.input)}.`
  return makeDiagnostic('unknown-type', 'error', path, message, { expected: `one of ${quoteList(types)}`, suggestion })
}

function wrongType(path: DiagnosticPath, issue: Issue): Diagnostic {
  const key = path.at(-1)
  const subject = typeof key === 'string' ? `The value of ${quote(key)}` : 'This value'
  return makeDiagnostic('wrong-type', 'error', path, `${subject} is of the wrong kind.`, {
    found: quoteFound(issue.input),
    expected: expectationOf(issue),
  })
}

function wrongValue(path: DiagnosticPath, issue: Issue): Diagnostic {
  const choices = choicesOf(issue)
  const suggestion = typeof issue.input === 'string' ? didYouMean(issue.input, choices) : undefined
  return makeDiagnostic('wrong-value', 'error', path, 'The value is none of those that may stand here.', {
    found: quoteFound(issue.input),
    expected: quoteList(choices),
    suggestion,
  })
}

function pathOf(issue: Issue): DiagnosticPath {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
}

function choicesOf(issue: Issue): readonly string[] {
  return (issue.expected?.match(LITERAL) ?? []).map((literal) => String(JSON.parse(literal)))
}

function expectationOf(issue: Issue): string | undefined {
  return issue.expected === null ? undefined : (EXPECTATIONS.get(issue.expected) ?? issue.expected)
}
