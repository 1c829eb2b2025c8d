import type { JsonValue } from '../../diagnostics/json.js'
import { visible } from '../../diagnostics/quote.js'

/** An expression as it stands, such as a name. */
export class Expression {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A call of a function. */
export class Call {
  readonly name: string
  readonly parameters: readonly Code[]

  constructor(name: string, ...parameters: readonly Code[]) {
    this.name = name
    this.parameters = parameters
  }
}

/** What is spread into the object literal that it stands in, under any name. */
export class Spread {
  readonly of: Code

  constructor(of: Code) {
    this.of = of
  }
}

/** What can be printed as TypeScript. An `undefined` property is left out. */
export type Code = JsonValue | Expression | Call | Spread | readonly Code[] | CodeObject

/** An object literal. */
export interface CodeObject {
  readonly [name: string]: Code | undefined
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** Makes a property of something named: `states.greeting`, `states['the-end']`. */
export function property(owner: string, name: string): Expression {
  return new Expression(IDENTIFIER.test(name) ? `${owner}.${name}` : `${owner}[${printString(name)}]`)
}

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name)
}

/** Prints a string literal in single quotes. */
export function printString(value: string): string {
  const inner = visible(JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"'))
  return value.includes("'") && !value.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`
}

const WIDTH = 120

/** Prints code as a formatter would: on one line where it fits, else a line for each part. */
export function printCode(code: Code, indent = 0, before = 0): string {
  const line = onOneLine(code)
  return indent + before + line.length <= WIDTH ? line : onSeveralLines(code, indent)
}

/** Prints `name: value` and the like, with the room that the beginning takes. */
function printAfter(beginning: string, code: Code, indent: number): string {
  return beginning + printCode(code, indent, beginning.length)
}

function onOneLine(code: Code): string {
  if (code instanceof Expression) return code.text
  if (code instanceof Spread) return `...${onOneLine(code.of)}`
  if (code instanceof Call) return `${code.name}(${code.parameters.map(onOneLine).join(', ')})`
  if (typeof code === 'string') return printString(code)
  if (typeof code !== 'object' || code === null) return JSON.stringify(code)
  if (isList(code)) return `[${code.map(onOneLine).join(', ')}]`
  const entries = entriesOf(code).map(([name, value]) => beginningOf(name, value) + onOneLine(value))
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function onSeveralLines(code: Code, indent: number): string {
  const inner = indent + 2
  if (code instanceof Spread) return printAfter('...', code.of, indent)
  if (code instanceof Call) return withLines(`${code.name}(`, linesOf(code.parameters, inner), ')', indent)
  if (typeof code !== 'object' || code === null || code instanceof Expression) return onOneLine(code)
  if (isList(code)) return withLines('[', linesOf(code, inner), ']', indent)
  const lines = entriesOf(code).map(([name, value]) => printAfter(beginningOf(name, value), value, inner))
  return withLines('{', lines, '}', indent)
}

function linesOf(parts: readonly Code[], indent: number): readonly string[] {
  const isWords = parts.every((part) => typeof part === 'string')
  return isWords ? filled(parts.map(onOneLine), WIDTH - indent) : parts.map((part) => printCode(part, indent))
}

/** Many words would take many lines, one each. */
function filled(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 3 <= width) lines[lines.length - 1] = `${last}, ${word}`
    else lines.push(word)
  }
  return lines
}

function withLines(open: string, lines: readonly string[], close: string, indent: number): string {
  const space = ' '.repeat(indent)
  return `${open}\n${lines.map((line) => `${space}  ${line},\n`).join('')}${space}${close}`
}

function entriesOf(code: CodeObject): readonly (readonly [string, Code])[] {
  return Object.entries(code).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function beginningOf(name: string, value: Code): string {
  if (value instanceof Spread) return ''
  if (value instanceof Expression && value.text === name) return ''
  // A bare `__proto__` would set the prototype.
  if (name === '__proto__') return "['__proto__']: "
  return `${isIdentifier(name) ? name : printString(name)}: `
}

function isList(code: object): code is readonly Code[] {
  return Array.isArray(code)
}
