/** Lists words for an author to think about. */
export interface MissingWords {
  readonly state: string
  readonly expected: string
  /** The words, each with how many of the missed messages have it. */
  readonly words: readonly { readonly word: string; readonly messages: number }[]
}

interface LabelledText {
  readonly text: string
  readonly state: string
  readonly label: string
  readonly isMissed: boolean
}

const WORD = /\p{L}[\p{L}\p{N}'’]*/gu
const SHORTEST = 3
const LEAST_MESSAGES = 2
/** How many of the missed messages have to share a word. */
const LEAST_SHARE = 0.1
const MOST_WORDS = 5

/** Finds words, alone and in pairs, that a label's missed messages share and no other label's messages have. */
export function missingWords(texts: readonly LabelledText[]): readonly MissingWords[] {
  const labelsByTerm = new Map<string, Set<string>>()
  const termed = texts.map((labelled) => ({
    ...labelled,
    key: JSON.stringify([labelled.state, labelled.label]),
    terms: termsOf(labelled.text),
  }))
  for (const { key, terms } of termed) {
    for (const term of terms) labelsByTerm.set(term, (labelsByTerm.get(term) ?? new Set()).add(key))
  }
  const groups = grouped(
    termed.filter(({ isMissed }) => isMissed),
    ({ key }) => key,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const counts = new Map<string, number>()
    for (const term of group.flatMap(({ terms }) => [...terms])) counts.set(term, (counts.get(term) ?? 0) + 1)
    const words = [...counts]
      .filter(([term, messages]) => labelsByTerm.get(term)?.size === 1 && messages >= Math.max(LEAST_MESSAGES, group.length * LEAST_SHARE))
      .map(([word, messages]) => ({ word, messages }))
      .toSorted((one, other) => other.messages - one.messages || one.word.length - other.word.length)
      .slice(0, MOST_WORDS)
    return first === undefined || words.length === 0 ? [] : [{ state: first.state, expected: first.label, words }]
  })
}

function termsOf(text: string): ReadonlySet<string> {
  const words = (text.toLowerCase().match(WORD) ?? []).map((word) => word.replace('’', "'"))
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`)
  return new Set([...words.filter((word) => word.length >= SHORTEST), ...pairs])
}

/** Returns the values that share a key, by the key, in the order in which the keys come. */
export function grouped<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group === undefined) groups.set(keyOf(value), [value])
    else group.push(value)
  }
  return groups
}
