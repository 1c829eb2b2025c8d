const INVISIBLE = /\u00ad|\u2060|\ufe0e|\ufe0f|\u20e3|\ufeff/g
const APOSTROPHES = /[\u2018\u2019\u201a\u201b\u02bc\u2032\uff07`\u00b4]/g
const DOUBLE_QUOTES = /[\u201c-\u201f\u00ab\u00bb\u2039\u203a\u2033\uff02]/g
const HYPHENS = /[\u2010\u2011]/g
const WHITE_SPACE = /[\s\u200b]+/g
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/

/**
 * More marks on one character than any script writes, as Unicode's stream-safe format counts them. NFKC sorts each run of marks in
 * quadratic time. U+FF9E and U+FF9F are no marks, but NFKC makes them ones.
 */
const TOO_MANY_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu

/** One character may become 18 (U+FDFA). No text that people write grows by more than this, in parts of its length and in characters. */
const MOST_GROWTH = 1.5
const GROWTH_OF_SHORT_TEXTS = 100

/**
 * The form in which texts and keywords are compared: NFKC, typographic quotes and hyphens made plain, invisible
 * characters dropped, and every run of white space one space, or one line break where it has one. The case stays; see `lowerCase`. It takes linear time, and what it
 * gives is bounded: a run of marks ends after 30, and what grows beyond one and a half times its length and 100 characters is cut.
 *
 * @example normaliseText('It’s  “fine”') // 'It\'s "fine"'
 */
export function normaliseText(text: string): string {
  // Quotes come first: NFKC takes an acute accent apart into a space and a combining mark.
  const plainQuotes = text.replace(APOSTROPHES, "'").replace(DOUBLE_QUOTES, '"')
  const composed = plainQuotes
    .replace(TOO_MANY_MARKS, '$1')
    .normalize('NFKC')
    .slice(0, text.length * MOST_GROWTH + GROWTH_OF_SHORT_TEXTS)
  return composed
    .replace(INVISIBLE, '')
    .replace(HYPHENS, '-')
    .replace(WHITE_SPACE, (run) => (LINE_BREAK.test(run) ? '\n' : ' '))
}

/** Lower-cases a text without moving any character. */
export type LowerCase = (text: string) => string

/** Languages in which I and i are two letters. */
const DOTLESS = new Set(['tr', 'az'])

/**
 * Lower-cases without moving any character, so that positions hold in both forms. The dotted capital I is the only
 * character whose lower case is longer than itself.
 */
export function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase()
}

/** Returns the same for one language, by its primary subtag. */
export function lowerCaseIn(language: string): LowerCase {
  return DOTLESS.has(language) ? (text) => lowerCase(text.replaceAll('I', '\u0131')) : lowerCase
}
