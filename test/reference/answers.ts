/** What a message answers. */
export type Said = 'yes' | 'no' | 'unsure'

// Only what random talks are made of: `vocabulary.ts`.
const OPENINGS: readonly (readonly [phrase: string, said: Said])[] = [
  ['not at all', 'no'],
  ['not really', 'no'],
  ['not now', 'no'],
  ['not ok', 'no'],
  ['not know', 'unsure'],
  ['no', 'no'],
  ['yes', 'yes'],
  ['ok', 'yes'],
]
const POLAR: Readonly<Record<string, 'yes' | 'no'>> = { great: 'yes', terrible: 'no' }
const FILLERS = ['well', 'hello', 'really', 'now', 'know', 'is', 'at', 'all']
const ANSWER_WORDS = ['yes', 'no', 'ok', 'great', 'terrible']

export function isAnswerWord(word: string): boolean {
  return ANSWER_WORDS.includes(word.toLowerCase())
}

/** What a message answers: the first clause that does counts, and after one that says something else only one that is nothing but an answer. */
export function answerOf(text: string): Said | undefined {
  const clauses = text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/n't\b/g, ' not')
    .split(/[^\p{L}\p{N}'"\-/ ]+/u)
    .map((clause) => clause.replace(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter((clause) => clause !== '')
  let isNeutral = true
  for (const clause of clauses) {
    const read = readClause(clause)
    if (read === 'filler') continue
    if (read !== 'other' && (isNeutral || read.isPure)) return read.said
    isNeutral = false
  }
  return undefined
}

type Read = { readonly said: Said; readonly isPure: boolean } | 'filler' | 'other'

function readClause(clause: string): Read {
  let rest = clause
  while (FILLERS.includes(firstOf(rest))) rest = afterFirst(rest)
  if (rest === '') return 'filler'
  const opening = openingOf(rest)
  if (opening === undefined) return readKnown(clause)
  const after = rest.slice(opening[0].length).trim()
  const isPure = after.split(' ').every((word) => word === '' || FILLERS.includes(word))
  return opening[1] === 'unsure' && !isPure ? readKnown(clause) : { said: opening[1], isPure }
}

/** A clause of nothing but answers, negations and fillers: the first answer counts, turned by each "not" before it. */
function readKnown(clause: string): Read {
  const said = knownWords(clause)
  if (said === undefined) return 'other'
  if (said.includes('unsure')) return { said: 'unsure', isPure: true }
  const position = said.findIndex((word) => word !== 'not')
  const before = position < 0 ? said : said.slice(0, position)
  const isNegated = before.length % 2 === 1
  const answer = said[position]
  if (answer === 'yes' || answer === 'no') return { said: isNegated ? opposite(answer) : answer, isPure: true }
  return isNegated ? { said: 'no', isPure: true } : 'other'
}

/** The answers and negations of a clause; undefined where it holds anything else but fillers. */
function knownWords(clause: string): readonly string[] | undefined {
  const words: string[] = []
  for (let rest = clause; rest !== ''; ) {
    const found = openingOf(rest)
    const word = firstOf(rest)
    const meaning = found === undefined ? (word === 'not' ? word : POLAR[word]) : found[1]
    if (meaning !== undefined) words.push(meaning)
    else if (!FILLERS.includes(word)) return undefined
    rest = found === undefined ? afterFirst(rest) : rest.slice(found[0].length).trim()
  }
  return words
}

function openingOf(text: string): readonly [string, Said] | undefined {
  return OPENINGS.find(([phrase]) => `${text} `.startsWith(`${phrase} `))
}

function opposite(said: 'yes' | 'no'): 'yes' | 'no' {
  return said === 'yes' ? 'no' : 'yes'
}

function firstOf(text: string): string {
  return text.split(' ')[0] ?? ''
}

function afterFirst(text: string): string {
  return text.split(' ').slice(1).join(' ')
}
