/**
 * Pairs of endings that regular inflection puts on one base, each pair in alphabetical order: work/works, charge/charging,
 * try/tries, lie/lying. Stemmers also drop derivations (organ/organization, busy/business), which are other words.
 */
const INFLECTED_PAIRS: ReadonlySet<string> = new Set(
  [
    [...pairs('', ['s', 'es', 'ed', 'd', 'ing'])],
    [...pairs('ing', ['s', 'es', 'ed', 'e'])],
    ['d/s', 'ed/s'],
    [...pairs('y', ['ies', 'ied'])],
    [...pairs('ying', ['ies', 'ied', 'ie'])],
  ].flat(),
)

/** Endings before which a consonant doubles: stopped, stopping, quizzes. */
const DOUBLING_ENDINGS: ReadonlySet<string> = new Set(['ed', 'ing', 'es'])

/** Words that look inflected and are not: "news" is no plural of "new". */
const NOT_INFLECTED: ReadonlySet<string> = new Set(
  'news evening willing outing goods customs united during nothing something anything everything'.split(' '),
)

/** The verbs of two letters; other pairs of letters ("hi", "us") are no base of what begins with them ("his", "using"). */
const SHORT_VERBS: ReadonlySet<string> = new Set(['go', 'do', 'be'])
const SHORTEST_BASE = 3
const SHORTEST_SHARED = 2

/**
 * Whether two lower-case English words that a stemmer gives the same stem differ by regular inflection only.
 *
 * @example differByInflection('crash', 'crashing') // true
 * @example differByInflection('organ', 'organization') // false
 */
export function differByInflection(first: string, second: string): boolean {
  if (first === second) return true
  const longer = first.length > second.length ? first : second
  if (NOT_INFLECTED.has(longer)) return false
  const shared = sharedPrefixLength(first, second)
  const base = longer.slice(0, shared)
  const [ending, otherEnding] = [first.slice(shared), second.slice(shared)].toSorted()
  if (ending === undefined || otherEnding === undefined || !isLongEnough(base, ending)) return false
  return INFLECTED_PAIRS.has(`${ending}/${otherEnding}`) || isDoubled(base, ending, otherEnding) || isDoubled(base, otherEnding, ending)
}

function isLongEnough(base: string, ending: string): boolean {
  return ending === '' ? base.length >= SHORTEST_BASE || SHORT_VERBS.has(base) : base.length >= SHORTEST_SHARED
}

function isDoubled(base: string, ending: string, doubled: string): boolean {
  return (ending === '' || ending === 's') && doubled[0] === base.at(-1) && DOUBLING_ENDINGS.has(doubled.slice(1))
}

function pairs(ending: string, others: readonly string[]): readonly string[] {
  return others.map((other) => [ending, other].toSorted().join('/'))
}

/** Counts the characters (UTF-16 units) that two words share at their beginning. */
export function sharedPrefixLength(first: string, second: string): number {
  let length = 0
  while (length < first.length && first[length] === second[length]) length += 1
  return length
}
