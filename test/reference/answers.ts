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
/** What may stand before an answer, whatever follows it. */
const INTERJECTIONS = ['well', 'hello']
const FILLERS = [...INTERJECTIONS, 'really', 'now', 'know', 'is', 'at', 'all', 'big', 'it']
/** What may follow a "no" that asks for something: "no make it". */
const DOING = ['make']
const ANSWER_WORDS = ['yes', 'no', 'ok', 'great', 'terrible']

export function isAnswerWord(word: string): boolean {
  return ANSWER_WORDS.includes(word.toLowerCase())
}

/** What a message answers: the first clause that does counts, and after one that says something else only one that is nothing but an answer. */
export function answerOf(text: string): Said | undefined {
  const said = decide(clausesOf(text))
  return said === 'nothing' || said === 'other' ? undefined : said
}

/** Whether a message is an answer and says nothing else. */
export function isOnlyAnswer(text: string): boolean {
  const readings = clausesOf(text).map(readClause)
  return answerOf(text) !== undefined && readings.every((reading) => reading === 'filler' || (reading !== 'other' && reading.isPure))
}

function clausesOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/n't\b/g, ' not')
    .split(/[^\p{L}\p{N}'"\-/ ]+/u)
    .map((clause) => clause.replace(/(?!\b\/\b)[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter((clause) => clause !== '')
}

function decide(clauses: readonly string[]): Said | 'nothing' | 'other' {
  let isNeutral = true
  for (const [position, clause] of clauses.entries()) {
    const read = readClause(isNeutral && position > 0 ? clause.replace(/^but\b ?/, '') : clause)
    if (read === 'filler') continue
    if (read !== 'other' && (isNeutral || read.isPure)) return settled(read, [read.rest, ...clauses.slice(position + 1)])
    isNeutral = false
  }
  return isNeutral ? 'nothing' : 'other'
}

/** "Ok, no" is what comes last; "yes, no" is neither; "yes, not know" is unsure. */
function settled({ said, isMild }: Reading, later: readonly string[]): Said | 'other' {
  if (said === 'unsure') return said
  const takenBack = afterBut(said, later)
  if (takenBack !== undefined) return takenBack
  const others = later.map(readClause).filter((each) => typeof each !== 'string')
  const opposite = others.find((each) => each.isPure && each.said !== said && (each.said === 'unsure' ? said === 'yes' : each.isOutright))
  if (opposite === undefined) return said
  return isMild || opposite.said === 'unsure' ? opposite.said : 'other'
}

/** What a "but" takes back is no answer, unless another one follows. */
function afterBut(said: Said, later: readonly string[]): Said | 'other' | undefined {
  for (const [position, clause] of later.entries()) {
    const [, following] = /\bbut\b ?(.*)$/.exec(clause) ?? []
    if (following === undefined) continue
    const rest = [following, ...later.slice(position + 1)].filter((each) => each !== '')
    const instead = rest.length === 0 ? 'other' : decide(rest)
    if (instead === 'nothing') return said
    return instead === 'yes' || (instead === 'no' && firstOf(following) === 'no') ? instead : 'other'
  }
  return undefined
}

interface Reading {
  readonly said: Said
  readonly isPure: boolean
  readonly isOutright: boolean
  readonly isMild: boolean
  readonly rest: string
}

function readClause(clause: string): Reading | 'filler' | 'other' {
  let rest = clause
  while (FILLERS.includes(firstOf(rest))) rest = afterFirst(rest)
  if (rest === '') return 'filler'
  const opening = openingOf(rest)
  if (opening === undefined) return readKnown(clause)
  const after = rest.slice(opening[0].length).trim()
  const isPure = isFiller(after)
  const before = clause.slice(0, clause.length - rest.length).split(' ')
  const isFirst = before.every((word) => word === '' || INTERJECTIONS.includes(word))
  const goesOn = isFirst && opening[1] !== 'unsure' && !(opening[0] === 'no' && isTopic(after))
  if (!isPure && !goesOn) return readKnown(clause)
  return { said: opening[1], isPure, isOutright: opening[0] !== 'ok', isMild: opening[0] === 'ok', rest: after }
}

/** What follows a "no" that is no answer: "no crash works". */
function isTopic(text: string): boolean {
  const word = firstOf(text)
  const isKnown = FILLERS.includes(word) || DOING.includes(word) || word === 'not' || word in POLAR || openingOf(text) !== undefined
  return !isKnown && !isFiller(afterFirst(text))
}

function isFiller(text: string): boolean {
  return text.split(' ').every((word) => word === '' || FILLERS.includes(word))
}

/** A clause of nothing but answers, negations and fillers: the first answer counts, turned by each "not" before it. */
function readKnown(clause: string): Reading | 'other' {
  const said = knownWords(clause)
  if (said === undefined) return 'other'
  const position = said.findIndex((word) => word !== 'not')
  const pure = { isPure: true, isOutright: false, isMild: false, rest: '' }
  if (said.includes('unsure')) return { ...pure, said: 'unsure' }
  const before = position < 0 ? said : said.slice(0, position)
  const isNegated = before.length % 2 === 1
  const answer = said[position]
  if (answer === 'yes' || answer === 'no') return { ...pure, said: isNegated ? opposite(answer) : answer }
  return isNegated ? { ...pure, said: 'no' } : 'other'
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
