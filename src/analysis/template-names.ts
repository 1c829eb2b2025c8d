import mustache from 'mustache'

/**
 * The names that a well-formed template looks up in the whole view. What stands within a section is looked up in the section's value
 * first, so it is left out.
 *
 * @example templateNames('Hello {{name}}{{#order}}, about {{number}}{{/order}}') // ['name', 'order']
 */
export function templateNames(template: string): readonly string[] {
  return [...new Set(namesIn(mustache.parse(template)))].filter((name) => name !== '.')
}

function namesIn(spans: readonly (readonly unknown[])[]): readonly string[] {
  return spans.flatMap(([type, name, _start, _end, inner]) => {
    if (typeof name !== 'string') return []
    if (type === 'name' || type === '&' || type === '#') return [name]
    return type === '^' ? [name, ...namesIn(Array.isArray(inner) ? inner : [])] : []
  })
}
