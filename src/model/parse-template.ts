/** A piece of a template: text as it stands, a value to put in, or parts that depend on a value. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly name: string }
  | { readonly type: 'section'; readonly name: string; readonly inverted: boolean; readonly parts: readonly TemplatePart[] }

/**
 * Reads a template: `{{name}}`, `{{#name}}…{{/name}}`, `{{^name}}…{{/name}}` and `{{! remarks }}`, as Mustache has them. A line with nothing
 * but the tags of sections and remarks leaves no empty line behind.
 *
 * @throws {Error} when a tag or a section is not closed, or a section not opened, or a tag is none of these
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const open: OpenSection[] = []
  let parts: TemplatePart[] = []
  for (const { type, value, start } of withoutBareLines(readTokens(template))) {
    if (type === 'text') parts.push({ type, text: value })
    else if (type === '') parts.push({ type: 'value', name: value })
    else if (type === '/') parts = closeSection(open, value, start)
    else if (type !== '!') {
      const inner: TemplatePart[] = []
      parts.push({ type: 'section', name: value, inverted: type === '^', parts: inner })
      open.push({ name: value, outer: parts })
      parts = inner
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw new Error(`Unclosed section "${unclosed.name}" at ${template.length}`)
  return parts
}

/** A section whose end is still to come, and the parts around it. */
interface OpenSection {
  readonly name: string
  readonly outer: TemplatePart[]
}

function closeSection(open: OpenSection[], name: string, start: number): TemplatePart[] {
  const section = open.pop()
  if (section === undefined) throw new Error(`Unopened section "${name}" at ${start}`)
  if (section.name !== name) throw new Error(`Unclosed section "${section.name}" at ${start}`)
  return section.outer
}

/** A piece of one line of text, or a tag with what stands in it. */
interface Token {
  readonly type: 'text' | '' | '#' | '^' | '/' | '!'
  readonly value: string
  readonly start: number
}

const OPENING = /\{\{\s*\{?/y

function readTokens(template: string): readonly Token[] {
  const tokens: Token[] = []
  let position = 0
  for (;;) {
    const start = template.indexOf('{{', position)
    const text = template.slice(position, start < 0 ? undefined : start)
    for (const line of text.match(/[^\n]*\n|[^\n]+/g) ?? []) tokens.push({ type: 'text', value: line, start: position })
    if (start < 0) return tokens
    const { tag, end } = readTag(template, start)
    tokens.push(tag)
    position = end
  }
}

function readTag(template: string, start: number): { readonly tag: Token; readonly end: number } {
  OPENING.lastIndex = start
  const [opening = ''] = OPENING.exec(template) ?? []
  const isTriple = opening.length > 2 && opening.endsWith('{')
  const closing = isTriple ? '}}}' : '}}'
  const end = template.indexOf(closing, start + opening.length)
  if (end < 0) throw new Error(`Unclosed tag at ${template.length}`)
  const inside = template.slice(start + opening.length, end).trim()
  return { tag: isTriple ? { type: '', value: inside, start } : tagOf(inside, start), end: end + closing.length }
}

function tagOf(inside: string, start: number): Token {
  const [sign = ''] = inside
  const value = inside.slice(1).trim()
  if (sign === '#' || sign === '^' || sign === '/' || sign === '!') return { type: sign, value, start }
  if (sign === '>' || sign === '=') throw new Error(`Unknown kind of tag "{{${inside}}}" at ${start}`)
  return { type: '', value: sign === '&' ? value : inside, start }
}

function withoutBareLines(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = []
  let line: Token[] = []
  const endLine = () => {
    const isBare =
      line.some(({ type }) => type !== 'text') && line.every(({ type, value }) => type !== '' && (type !== 'text' || value.trim() === ''))
    kept.push(...(isBare ? line.filter(({ type }) => type !== 'text') : line))
    line = []
  }
  for (const token of tokens) {
    line.push(token)
    if (token.type === 'text' && token.value.endsWith('\n')) endLine()
  }
  endLine()
  return kept
}
