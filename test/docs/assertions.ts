import { transformSync } from 'esbuild'
import ts from 'typescript-5.9'

/**
 * Turns the values that an example promises into assertions: `expression // => value`, `const name = expression // => value`
 * (or the comment on the next line), and an expression followed by nothing but a literal, `quote('a') // '"a"'`.
 */
export function withAssertions(code: string): string {
  const statements = parse(code).statements.toReversed()
  const asserted = statements.reduce((text, statement) => {
    const expected = promisedValue(code, statement.end)
    const subject = expected === undefined ? undefined : subjectOf(statement)
    if (expected === undefined || subject === undefined) return text
    const assertion = `;assertValue(${subject.code}, (${expected}));`
    return text.slice(0, subject.start) + assertion + text.slice(statement.end)
  }, code)
  return asserted === code ? code : `import { deepStrictEqual as assertValue } from 'node:assert'\n${asserted}`
}

export const parse = (code: string) => ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true)

/** What is compared, and where the statement may be cut to put the assertion in. */
function subjectOf(statement: ts.Statement): { readonly code: string; readonly start: number } | undefined {
  if (ts.isExpressionStatement(statement)) return { code: statement.expression.getText(), start: statement.getStart() }
  if (!ts.isVariableStatement(statement)) return undefined
  const name = statement.declarationList.declarations[0]?.name
  return name && ts.isIdentifier(name) ? { code: name.text, start: statement.end } : undefined
}

/** The value promised by the comments right after a statement; a longer one may go on over several lines. */
function promisedValue(code: string, end: number): string | undefined {
  const ranges = [...(ts.getTrailingCommentRanges(code, end) ?? []), ...(ts.getLeadingCommentRanges(code, end) ?? [])]
  const lines = ranges
    .filter(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia)
    .map((range) => code.slice(range.pos + 2, range.end).trim())
  const [first = '', ...rest] = [...new Set(lines)]
  if (!first.startsWith('=>')) return isLiteral(first) ? first : undefined
  const values = [first.slice(2), ...rest].map((_line, index, all) => all.slice(0, index + 1).join('\n'))
  return values.find(isExpression) ?? values[0]
}

function expressionOf(text: string): ts.Expression | undefined {
  const [statement, ...rest] = parse(`(${text})`).statements
  // Most comments are sentences, which do not come this far.
  if (text === '' || rest.length > 0 || statement === undefined || !ts.isExpressionStatement(statement)) return undefined
  return ts.isParenthesizedExpression(statement.expression) ? statement.expression.expression : undefined
}

const isExpression = (text: string): boolean => expressionOf(text) !== undefined && isWhole(text)

/** The parser reads on after a mistake. */
function isWhole(text: string): boolean {
  try {
    transformSync(`(${text})`, { loader: 'ts', logLevel: 'silent' })
    return true
  } catch {
    return false
  }
}

const LITERALS = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.ObjectLiteralExpression,
])

function isLiteral(text: string): boolean {
  const kind = expressionOf(text)?.kind
  return kind !== undefined && LITERALS.has(kind) && isWhole(text)
}
