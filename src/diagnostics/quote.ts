const LONGEST = 80

/** What a terminal acts on, or turns the text around with: C0, DEL, C1, line separators, overrides of the direction of writing. */
const CONTROL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu

/**
 * Writes out the characters that a terminal would act on, so that no name that somebody chose does anything there: on one line.
 *
 * @example visible('a\u009b2J') // 'a\\u009b2J'
 */
export function visible(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Quotes any value for a message to people: strings in double quotes with control characters escaped, long values cut
 * at 80 characters, functions and symbols by kind.
 *
 * @example quote('greeting') // '"greeting"'
 */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return value.name ? `function ${visible(value.name)}` : 'a function'
  if (typeof value === 'symbol' || typeof value === 'bigint') return visible(String(value))
  const text = visible(safeStringify(value))
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** Quotes several values as a list for a message: `"a", "b" or "c"`. */
export function quoteList(values: readonly unknown[], conjunction: 'or' | 'and' = 'or'): string {
  const quoted = values.map(quote)
  if (quoted.length < 2) return quoted.join('')
  return `${quoted.slice(0, -1).join(', ')} ${conjunction} ${quoted.at(-1)}`
}

function safeStringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'a value that JSON can not hold'
  }
}
