import { parseTemplate, type TemplatePart } from '../model/parse-template.js'

/**
 * The names that a well-formed template looks up in the whole view. What stands within a section is looked up in the section's value
 * first, so it is left out.
 *
 * @example templateNames('Hello {{name}}{{#order}}, about {{number}}{{/order}}') // ['name', 'order']
 */
export function templateNames(template: string): readonly string[] {
  return [...new Set(namesIn(parseTemplate(template)))].filter((name) => name !== '.')
}

function namesIn(parts: readonly TemplatePart[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'text') return []
    return part.type === 'section' && part.inverted ? [part.name, ...namesIn(part.parts)] : [part.name]
  })
}
