/** What is true or done: people deny it with "not". Things ("bill", "error") are left out, since "no bill" is seldom said. */
const DENIED_WITH_NOT: ReadonlySet<string> = new Set(
  (
    'able accurate alright available better certain clear comfortable convinced correct done easy excellent fair fine good ' +
    'great happy helpful important likely necessary ok okay online perfect possible ready relevant right safe satisfactory sure true urgent ' +
    'useful valid well'
  ).split(' '),
)

/** What people do: they deny it with "don't". */
const DENIED_WITH_DO: ReadonlySet<string> = new Set(
  'accept agree approve believe care decide know like love mind need trust understand want'.split(' '),
)

/** Participles by their ending: fixed, working. */
const PARTICIPLE = /^[a-z]{2,}(?:ed|ing)$/

/** What only looks like a participle, and trouble, which is seldom named to deny it. */
const NOT_DENIED: ReadonlySet<string> = new Set(
  (
    'anything bed billing building during evening everything feed feedback king morning nothing pricing red shipping something speed thing ' +
    'blocked canceled cancelled cheated confused crashed delayed denied disappointed failed freezing hacked locked missing mistyped overcharged ' +
    'scammed thinking unsubscribed worried'
  ).split(' '),
)

/**
 * Tells how people deny a word, where they do; undefined for things, phrases, and what is denied already.
 *
 * @example negate('fixed') // 'not fixed'
 * @example negate('understand') // "I don't understand"
 */
export function negate(word: string): string | undefined {
  const lower = word.toLowerCase()
  if (lower === 'work') return "it doesn't work"
  if (DENIED_WITH_DO.has(lower)) return `I don't ${word}`
  if (NOT_DENIED.has(lower)) return undefined
  return DENIED_WITH_NOT.has(lower) || PARTICIPLE.test(lower) ? `not ${word}` : undefined
}
