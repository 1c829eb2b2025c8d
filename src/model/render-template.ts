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
  return template.includes('{{') ? renderParts(parseTemplate(template), [view]) : template
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

function renderParts(parts: readonly TemplatePart[], scopes: Scopes): string {
  return parts.map((part) => renderPart(part, scopes)).join('')
}

function renderPart(part: TemplatePart, scopes: Scopes): string {
  if (part.type === 'text') return part.text
  const value = lookUp(part.name, scopes)
  if (part.type === 'value') return asText(value)
  // Of `true` alone there is nothing to look up in.
  const values = Array.isArray(value) ? value : value === true ? scopes.slice(0, 1) : value ? [value] : []
  if (part.inverted) return values.length === 0 ? renderParts(part.parts, scopes) : ''
  return values.map((each) => renderParts(part.parts, [each, ...scopes])).join('')
}

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
