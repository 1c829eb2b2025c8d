import type { JsonValue } from '../diagnostics/json.js'

/** Which texts of a value are shown: all of them, or those under some keys. `*` stands for every other key. */
export type Shown = true | { readonly [key: string]: Shown }

/** Makes of a text what is shown in its place. */
export type Redact = (text: string) => string

/** Deeper than any chart; ends what contains itself. */
const DEEPEST = 64

/**
 * Returns a value as plain JSON in which every text is redacted but those that are shown: what nobody thought of stays hidden.
 * Keys, numbers and booleans are always shown.
 */
export function show(value: unknown, shown: Shown | undefined, redact: Redact, depth = 0): JsonValue {
  if (typeof value === 'string') return shown === true ? value : redactText(value, redact)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object' || depth > DEEPEST) return null
  if (Array.isArray(value)) return value.map((item) => show(item, shown, redact, depth + 1))
  if (value instanceof Error)
    return showEntries([...Object.entries(value), ['name', value.name], ['message', value.message]], shown, redact, depth)
  if ('toJSON' in value && typeof value.toJSON === 'function') return show(value.toJSON(), shown, redact, depth + 1)
  return showEntries(Object.entries(value), shown, redact, depth)
}

function showEntries(entries: readonly (readonly [string, unknown])[], shown: Shown | undefined, redact: Redact, depth: number): JsonValue {
  const present = entries.filter(([, value]) => value !== undefined && typeof value !== 'function')
  return Object.fromEntries(present.map(([key, value]) => [key, show(value, shownUnder(key, shown), redact, depth + 1)]))
}

function shownUnder(key: string, shown: Shown | undefined): Shown | undefined {
  if (shown === undefined || shown === true) return shown
  return Object.hasOwn(shown, key) ? shown[key] : shown['*']
}

function redactText(text: string, redact: Redact): string {
  return text === '' ? '' : redact(text)
}
