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
    [...pairs('ying', ['ies', 'ied', 'ie', 'y'])],
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

/** The last consonant of these doubles: "hoping" is not of "hop". */
const DOUBLES = /^[^aeiouy]*[aeiouy][^aeiouwxys]$/

/** Words that end like verbs of which the last consonant doubles, and are none. */
const NOT_DOUBLED: ReadonlySet<string> = new Set('not but what that god'.split(' '))

const VOWEL = /[aeiouy]/
const DOUBLED = /([bcdfgklmnprstvz])\1$/

/**
 * Returns what all regular inflections of an English word share. Other words may share it too: `differByInflection` tells those apart.
 *
 * @example inflectionKey('added') // 'ad'
 */
export function inflectionKey(word: string): string {
  if (word.length < 3) return word
  let base = word
  if (/(?:ies|ied)$/.test(base)) base = base.slice(0, -2)
  else if (/(?:[^su]|[a-z]us|ss)es$/.test(base) && !base.endsWith('ss')) base = base.slice(0, -1)
  else if (base.endsWith('s') && !/(?:ss|us|is)$/.test(base)) base = base.slice(0, -1)
  base = withoutEnding(base)
  if (base.endsWith('y') && base.length > 1) base = `${base.slice(0, -1)}i`
  return base.replace(/(.)e$/, '$1').replace(DOUBLED, '$1')
}

function withoutEnding(word: string): string {
  const [, base] = /^(.+?)(?:ed|ing)$/.exec(word) ?? []
  if (base === undefined || !VOWEL.test(base)) return word
  // "exceed" and "need" end so by themselves, "agreed" does not.
  if (word.endsWith('eed')) return /(?:ceed|^..?eed|[^gr]reed|speed|breed|indeed)$/.test(word) ? word : word.slice(0, -1)
  return base
}

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
  if (isOfTie(first, second)) return true
  const [ending, otherEnding] = [first.slice(shared), second.slice(shared)].toSorted()
  if (ending === undefined || otherEnding === undefined || !isLongEnough(base, ending)) return false
  if (ending === '' && DOUBLES.test(base) && /^(?:ed|ing)$/.test(otherEnding)) return false
  return INFLECTED_PAIRS.has(`${ending}/${otherEnding}`) || isDoubled(base, ending, otherEnding) || isDoubled(base, otherEnding, ending)
}

/** "die" and "dying" share one letter. */
function isOfTie(first: string, second: string): boolean {
  const base = (word: string) => /^([a-z]+)(?:ie|ies|ied|ying)$/.exec(word)?.[1]
  return base(first) !== undefined && base(first) === base(second) && (first.endsWith('ying') || second.endsWith('ying'))
}

function isLongEnough(base: string, ending: string): boolean {
  return ending === '' ? base.length >= SHORTEST_BASE || SHORT_VERBS.has(base) : base.length >= SHORTEST_SHARED
}

function isDoubled(base: string, ending: string, doubled: string): boolean {
  return !NOT_DOUBLED.has(base) && (ending === '' || ending === 's') && doubled[0] === base.at(-1) && DOUBLING_ENDINGS.has(doubled.slice(1))
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
