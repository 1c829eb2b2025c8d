import mustache from 'mustache'

/** The names that a template may use, and their values. */
export type TemplateView = Readonly<Record<string, unknown>>

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/**
 * Renders a logic-less `{{name}}` template. Values are put in as they are: never HTML-escaped, never rendered again, so
 * that a value holding `{{…}}` stays text. Objects appear as JSON, unknown names as nothing.
 *
 * @throws {Error} when the template is not well-formed; `templateProblem` finds that beforehand.
 * @example renderTemplate('Hello {{name}}', { name: '{{x}}' }) // 'Hello {{x}}'
 */
export function renderTemplate(template: string, view: TemplateView): string {
  return template.includes('{{') ? mustache.render(template, view, {}, { escape: asText }) : template
}

/** Why a template can not be rendered, in one sentence; undefined when it can. */
export function templateProblem(template: string): string | undefined {
  try {
    mustache.parse(template)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
