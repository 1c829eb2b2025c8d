import type { Answer } from '../../evaluator.js'
import type { AnswerRules } from '../../language/language-rules.js'
import type { Clause } from './clauses.js'
import { type PhraseClass, type PhraseIndex, type Phrases, phraseIndex, type Role } from './phrase-index.js'

/** Emoji that are answers in every language. */
const YES_EMOJI: readonly string[] = ['👍', '👌', '✅', '✔', '☑', '🆗', '💯', '🙌', '🤝', '🫡', '👏']
const NO_EMOJI: readonly string[] = ['👎', '❌', '✖', '🚫', '⛔', '🙅', '🛑', '✋']
const UNSURE_EMOJI: readonly string[] = ['🤷', '🤔', '😕']

/** What a message says, and whether the clause that says it says nothing else. */
interface Reading {
  readonly answer: Answer
  readonly isPure: boolean
  /** Whether it is said outright ("yes", "no thanks"), not by what it is about ("that is right"). */
  readonly isOutright?: boolean
  /** Whether a question after it takes it back: "ok, are you sure?". */
  readonly isMild?: boolean
  /** The number of words up to the end of what decided. */
  readonly end: number
}

type Undecided = 'neutral' | 'other'

/**
 * Decides a text into yes, no, unsure, or neither (undefined): the first clause that answers counts. Takes linear time.
 *
 * @param note is told which words decide
 */
export function decideAnswer(text: string, clauses: readonly Clause[], rules: AnswerRules, note?: PhraseIndex['note']): Answer | undefined {
  const index = note === undefined ? phraseIndex(rules) : { ...phraseIndex(rules), note }
  const spoken = decideClauses(clauses, index)
  if (spoken !== 'neutral') return spoken === 'other' ? undefined : spoken
  return (clauses.some(({ isQuestion }) => isQuestion) ? undefined : wholeAnswer(clauses, index)) ?? emojiAnswer(text)
}

/** Tells whether a text is an answer and says nothing else: "yes please", but not "yes, to Bob". */
export function isOnlyAnswer(text: string, clauses: readonly Clause[], rules: AnswerRules): boolean {
  if (decideAnswer(text, clauses, rules) === undefined) return false
  const index = phraseIndex(rules)
  return clauses.every((clause) => {
    const reading = readClause(clause, index)
    return reading === 'neutral' || (reading !== 'other' && reading.isPure) || index.wholes.has(clause.words.join(' '))
  })
}

/** "Certainly, thank you" is an answer although all of it are fillers. */
function wholeAnswer(clauses: readonly Clause[], index: PhraseIndex): Answer | undefined {
  const { wholes, interjections } = index
  const telling = clauses.filter(({ words }) => !isAll(interjections, words, 0))
  const [only, ...others] = telling.length === 0 ? clauses : telling
  const answer = only === undefined || others.length > 0 ? undefined : wholes.get(only.words.join(' '))
  if (only !== undefined && answer !== undefined) note(only, only.words.length, index)
  return answer
}

/** Tells who asks why that the words of a clause up to a place have decided. */
function note({ words, through }: Clause, end: number, index: PhraseIndex): void {
  index.note?.({ from: through - words.length, to: through - words.length + end })
}

/** Who takes back more often says neither; it keeps the work linear. */
const MOST_TAKEN_BACK = 3

function decideClauses(clauses: readonly Clause[], index: PhraseIndex, takenBack = 0): Answer | Undecided {
  let isNeutral = true
  for (const [position, clause] of clauses.entries()) {
    const reading = readClause(isNeutral && position > 0 ? withoutBut(clause, index) : clause, index)
    if (reading === 'neutral') continue
    if (reading === 'other' || !(isNeutral || reading.isPure)) {
      isNeutral = false
      continue
    }
    return settled(reading, [clause, ...clauses.slice(position + 1)], index, takenBack)
  }
  return isNeutral ? 'neutral' : 'other'
}

/** "Thanks, but no" says no. */
function withoutBut(clause: Clause, { plainBut }: PhraseIndex): Clause {
  return clause.words[0] === plainBut ? { ...clause, words: clause.words.slice(1) } : clause
}

/** What an answer, which the first of the clauses gives, comes to with what follows it. */
function settled(reading: Reading, [clause, ...later]: readonly Clause[], index: PhraseIndex, takenBack: number): Answer | Undecided {
  if (clause !== undefined) note(clause, reading.end, index)
  if (reading.answer === 'unsure') return 'unsure'
  if (reading.isMild && later.some((each) => isAskedIn(each, index))) return 'other'
  const { words = [], isQuestion = false, through = 0 } = clause ?? {}
  const rest: readonly Clause[] = [{ words: words.slice(reading.end), isQuestion, through }, ...later]
  // "Don't" goes on with what is not to be done: "don't go ahead".
  const isHeld = index.negations.has(words[reading.end - 1] ?? '')
  return afterBut(reading, rest, index, takenBack) ?? afterAnother(reading, isHeld ? later : rest, index)
}

function isAskedIn(clause: Clause, index: PhraseIndex): boolean {
  return (clause.isQuestion || isAsking(clause.words, index)) && typeof readClause(clause, index) === 'string'
}

/** "Yes, but not today" is neither; "no, but go ahead" is what comes last. */
function afterBut({ answer }: Reading, rest: readonly Clause[], index: PhraseIndex, takenBack: number): Answer | Undecided | undefined {
  for (const [number, { words, through, isQuestion }] of rest.entries()) {
    const place = words.findIndex((_, position) => index.but.longest(words, position) !== undefined)
    if (place < 0) continue
    const length = index.but.longest(words, place)?.length ?? 1
    const following = [{ words: words.slice(place + length), isQuestion, through }, ...rest.slice(number + 1)]
    index.note?.('but')
    const [first] = following
    if (takenBack === MOST_TAKEN_BACK || (first?.words.length === 0 && following.length === 1)) return 'other'
    const corrected = decideClauses(following, index, takenBack + 1)
    if (corrected === 'neutral') return answer
    return corrected === 'yes' || (corrected === 'no' && index.starts(first?.words[0]) === 'no') ? corrected : 'other'
  }
  return undefined
}

/** "No, I mean yes" is what comes last, as is "ok, no"; "yes, no" is neither; "yes, maybe" is unsure. */
function afterAnother({ answer, isMild }: Reading, rest: readonly Clause[], index: PhraseIndex): Answer | Undecided {
  for (const [number, clause] of rest.entries()) {
    const other = readClause(clause, index)
    if (typeof other === 'string' || !other.isPure || other.answer === answer) continue
    if (other.answer === 'unsure') {
      if (answer !== 'yes') continue
      note(clause, other.end, index)
      return 'unsure'
    }
    if (other.isOutright) {
      note(clause, other.end, index)
      const isCorrected = isMild || rest.slice(0, number + 1).some(({ words }) => index.corrections.longest(words, 0) !== undefined)
      return isCorrected ? other.answer : 'other'
    }
  }
  return answer
}

function readClause(clause: Clause, index: PhraseIndex): Reading | Undecided {
  const { words, isQuestion } = clause
  let position = 0
  let isFirst = true
  while (position < words.length) {
    const found = index.opening.longest(words, position)
    const filler = index.leading.longest(words, position)
    if (found !== undefined && found.length >= (filler?.length ?? 0)) {
      return readOpening(found, { position, isFirst }, clause, index)
    }
    if (filler === undefined || (position === 0 && isAsking(words, index))) break
    isFirst &&= filler.role !== 'filler'
    position += filler.length
  }
  if (position >= words.length) return isQuestion ? 'other' : 'neutral'
  return isQuestion || isAsking(words, index) ? 'other' : readKnown(words, index)
}

function isAsking(words: readonly string[], index: PhraseIndex): boolean {
  const question = index.questions.longest(words, 0)
  return question !== undefined && question.length >= (index.fillers.longest(words, 0)?.length ?? 0)
}

interface OpeningPlace {
  readonly position: number
  /** Whether nothing but interjections stands before it. */
  readonly isFirst: boolean
}

function readOpening(found: PhraseClass, place: OpeningPlace, { words, isQuestion }: Clause, index: PhraseIndex): Reading | Undecided {
  const { role, length } = found
  const end = place.position + length
  const isPure = isAll(index.fillers, words, end)
  const hasForm = isAsking(words, index)
  if (isQuestion || hasForm) return hasForm && place.position === 0 ? readFormOnly(found, words, isQuestion, index) : 'other'
  if (role === 'passing') return 'other'
  if (role === 'yes' || role === 'no' || role === 'mildYes') {
    if (!isPure && !(place.isFirst && mayGoOn(found, words, end, index))) return readKnown(words, index)
    return readOutright(role, { isPure, end }, words, index)
  }
  const beside = role === 'shortYes' || role === 'shortNo' ? index.courtesy : index.fillers
  return isAll(beside, words, end) ? { answer: ANSWERS[role], isPure, end } : readKnown(words, index)
}

function readOutright(
  role: 'yes' | 'no' | 'mildYes',
  place: Pick<Reading, 'isPure' | 'end'>,
  words: readonly string[],
  index: PhraseIndex,
): Reading | 'other' {
  if (role !== 'mildYes') return { ...place, answer: role, isOutright: true }
  return asksLater(words, place.end, index) ? 'other' : { ...place, answer: 'yes', isMild: true }
}

/** "No money came" is no answer; "no leave it" and "no human please" are. */
function mayGoOn({ role, length }: PhraseClass, words: readonly string[], end: number, index: PhraseIndex): boolean {
  if (role !== 'no' || length > 1 || !index.narrow.has(words[end - 1] ?? '')) return true
  if (index.doing === undefined) return false
  return index.known.longest(words, end) !== undefined || index.doing.has(words[end] ?? '') || isAll(index.fillers, words, end + 1)
}

/** "Why not?" and "who knows" are questions in form only. */
function readFormOnly(
  { role, length: end }: PhraseClass,
  words: readonly string[],
  isQuestion: boolean,
  index: PhraseIndex,
): Reading | 'other' {
  if (!isAll(index.courtesy, words, end)) return 'other'
  if (role === 'yesAlone') return { answer: 'yes', isPure: true, end }
  return role === 'unsure' && !isQuestion ? { answer: 'unsure', isPure: true, end } : 'other'
}

function asksLater(words: readonly string[], from: number, index: PhraseIndex): boolean {
  return words.some((_, place) => place >= from && index.questions.longest(words, place) !== undefined)
}

const ANSWERS: Readonly<Record<Exclude<Role, 'passing'>, Answer>> = {
  yes: 'yes',
  mildYes: 'yes',
  yesAlone: 'yes',
  shortYes: 'yes',
  no: 'no',
  noAlone: 'no',
  shortNo: 'no',
  unsure: 'unsure',
}

/** Reads a clause of nothing but answers, negations and fillers. */
function readKnown(words: readonly string[], index: PhraseIndex): Reading | 'other' {
  const said: Said = { answer: undefined, isNegated: false }
  for (let position = 0; position < words.length; ) {
    const found = index.known.longest(words, position)
    if (found === undefined || found.role === 'passing') return 'other'
    position += found.length
    if (found.role === 'unsure') return isAll(index.known, words, position) ? pure('unsure', words) : 'other'
    if (found.role !== 'filler') take(said, found.role, index)
  }
  const decided = said.answer ?? (said.isNegated ? 'no' : undefined)
  return decided === undefined ? 'other' : pure(decided, words)
}

/** What was said so far. The first answer counts, turned by a negation before it or, where the language does so, after it. */
interface Said {
  answer: 'yes' | 'no' | undefined
  isNegated: boolean
}

function take(said: Said, role: 'yes' | 'no' | 'negation', { negatesBefore }: PhraseIndex): void {
  if (role !== 'negation') said.answer ??= said.isNegated ? OPPOSITES[role] : role
  else if (said.answer !== undefined && negatesBefore) said.answer = OPPOSITES[said.answer]
  else said.isNegated = !said.isNegated
}

function pure(answer: Answer, { length }: readonly string[]): Reading {
  return { answer, isPure: true, end: length }
}

const OPPOSITES = { yes: 'no', no: 'yes' } as const

function isAll(phrases: Phrases<unknown>, words: readonly string[], from: number): boolean {
  for (let position = from; position < words.length; ) {
    const found = phrases.longest(words, position)
    if (found === undefined) return false
    position += found.length
  }
  return true
}

function emojiAnswer(text: string): Answer | undefined {
  const said = (emoji: readonly string[]) => emoji.some((each) => text.includes(each))
  const answers: Answer[] = []
  if (said(YES_EMOJI)) answers.push('yes')
  if (said(NO_EMOJI)) answers.push('no')
  if (said(UNSURE_EMOJI)) answers.push('unsure')
  return answers.length === 1 ? answers[0] : undefined
}
