import { LONGEST_TEXT } from './message.js'
import { parseTemplate, type TemplatePart } from './parse-template.js'

/** The names that a template may use, and their values. */
export type TemplateView = Readonly<Record<string, unknown>>

/**
 * Renders a logic-less `{{name}}` template. Values are put in as they are: never HTML-escaped, never rendered again, so
 * that a value holding `{{…}}` stays text. Objects appear as JSON, unknown names as nothing.
 *
 * @throws {Error} when the template is not well-formed; `templateProblem` finds that beforehand.
 * @example renderTemplate('Hello {{name}}', { name: '{{x}}' }) // 'Hello {{x}}'
 */
export function renderTemplate(template: string, view: TemplateView): string {
  return template.includes('{{') ? rendered(parseTemplate(template), view) : template
}

function rendered(parts: readonly TemplatePart[], view: TemplateView): string {
  const rendering = new Rendering()
  rendering.add(parts, [view])
  return rendering.text
}

/**
 * Gives a template that is exactly one name the value itself, with its type, and null when it is not there. Any other is rendered.
 *
 * @throws {Error} when the template is not well-formed
 * @example evaluateTemplate('{{count}}', { count: 2 }) // 2
 */
export function evaluateTemplate(template: string, view: TemplateView): unknown {
  const [part, ...others] = template.includes('{{') ? parseTemplate(template) : []
  if (part?.type === 'value' && others.length === 0) return lookUp(part.name, [view]) ?? null
  return renderTemplate(template, view)
}

/** Why a template can not be rendered, in one sentence; undefined when it can. */
export function templateProblem(template: string): string | undefined {
  try {
    parseTemplate(template)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The values of the sections around, the innermost first, and the whole view. */
type Scopes = readonly unknown[]

/** Makes one text, part by part. Lists within lists could make it, or the time that it takes, larger than any message: what is beyond is left out. */
class Rendering {
  #text = ''
  #partCount = 0

  get isFull(): boolean {
    return this.#text.length >= LONGEST_TEXT || this.#partCount >= MOST_PARTS
  }

  get text(): string {
    return this.#text.slice(0, LONGEST_TEXT)
  }

  add(parts: readonly TemplatePart[], scopes: Scopes): void {
    for (const part of parts) {
      if (this.isFull) return
      this.#partCount += 1
      this.#addPart(part, scopes)
    }
  }

  #addPart(part: TemplatePart, scopes: Scopes): void {
    if (part.type === 'text') {
      this.#text += part.text
      return
    }
    const value = lookUp(part.name, scopes)
    if (part.type === 'value') {
      this.#text += asText(value)
      return
    }
    // Of `true` alone there is nothing to look up in.
    const values = Array.isArray(value) ? value : value === true ? scopes.slice(0, 1) : value ? [value] : []
    if (part.inverted) {
      if (values.length === 0) this.add(part.parts, scopes)
      return
    }
    for (const each of values) {
      if (this.isFull) return
      this.#partCount += 1
      this.add(part.parts, [each, ...scopes])
    }
  }
}

/** How many parts a template may render, those that are repeated counted each time. */
const MOST_PARTS = 1_000_000

/** The innermost scope that has the whole path says what the name means. */
function lookUp(name: string, scopes: Scopes): unknown {
  if (name === '.') return scopes[0]
  const path = name.split('.')
  for (const scope of scopes) {
    const owner = path.slice(0, -1).reduce<unknown>(ownProperty, scope)
    const key = path.at(-1) ?? ''
    if (hasOwn(owner, key)) return ownProperty(owner, key)
  }
  return undefined
}

function ownProperty(owner: unknown, key: string): unknown {
  return hasOwn(owner, key) ? Reflect.get(Object(owner), key) : undefined
}

function hasOwn(owner: unknown, key: string): boolean {
  return owner !== null && owner !== undefined && Object.hasOwn(Object(owner), key)
}

function asText(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
