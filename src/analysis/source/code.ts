import type { JsonValue } from '../../diagnostics/json.js'

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

/** What can be printed as TypeScript. An `undefined` property is left out. */
export type Code = JsonValue | Expression | Call | readonly Code[] | CodeObject

/** An object literal. A name that begins with `...` spreads its value. */
export interface CodeObject {
  readonly [name: string]: Code | undefined
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** A property of something named: `states.greeting`, `states['the-end']`. */
export function property(owner: string, name: string): Expression {
  return new Expression(IDENTIFIER.test(name) ? `${owner}.${name}` : `${owner}[${printString(name)}]`)
}

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name)
}

/** A string literal in single quotes. */
export function printString(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')
  return value.includes("'") && !value.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`
}
