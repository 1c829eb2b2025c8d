import type { Answer } from '../../evaluator.js'
import { NO_EMOJI, UNSURE_EMOJI, YES_EMOJI } from '../../language/emoji.js'
import type { AnswerRules } from '../../language/language-rules.js'
import type { Clause } from './clauses.js'
import { type PhraseClass, type PhraseIndex, type Phrases, phraseIndex, type Role } from './phrase-index.js'

/** What a message says, and whether the clause that says it says nothing else. */
interface Reading {
  readonly answer: Answer
  readonly isPure: boolean
  /** Whether a question after it takes it back: "ok, are you sure?". */
  readonly isMild?: boolean
  /** The number of words up to the end of what decided. */
  readonly end: number
}

type Undecided = 'neutral' | 'other'

/** Decides a text into yes, no, unsure, or neither (undefined): the first clause that answers counts. Takes linear time. */
export function decideAnswer(text: string, clauses: readonly Clause[], rules: AnswerRules): Answer | undefined {
  const index = phraseIndex(rules)
  const spoken = decideClauses(clauses, index)
  if (spoken !== 'neutral') return spoken === 'other' ? undefined : spoken
  const [only, ...others] = clauses
  const alone = only === undefined || others.length > 0 ? undefined : index.wholes.get(only.words.join(' '))
  if (alone !== undefined && !only?.isQuestion) return alone
  return emojiAnswer(text)
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

function decideClauses(clauses: readonly Clause[], index: PhraseIndex): Answer | Undecided {
  let isNeutral = true
  for (const [position, clause] of clauses.entries()) {
    const reading = readClause(clause, index)
    if (reading === 'neutral') continue
    if (reading === 'other' || !(isNeutral || reading.isPure)) {
      isNeutral = false
      continue
    }
    return afterBut(reading, clause, clauses.slice(position + 1), index)
  }
  return isNeutral ? 'neutral' : 'other'
}

/** "Yes, but not today" is neither; "no, but go ahead" is what comes last. */
function afterBut(reading: Reading, clause: Clause, later: readonly Clause[], index: PhraseIndex): Answer | Undecided {
  if (reading.answer === 'unsure') return 'unsure'
  if (reading.isMild && later.some(({ words, isQuestion }) => isQuestion || isAsking(words, index))) return 'other'
  const rest: readonly Clause[] = [{ ...clause, words: clause.words.slice(reading.end) }, ...later]
  for (const [number, { words }] of rest.entries()) {
    const place = words.findIndex((_, position) => index.but.longest(words, position) !== undefined)
    if (place < 0) continue
    const length = index.but.longest(words, place)?.length ?? 1
    const following = [{ words: words.slice(place + length), isQuestion: rest[number]?.isQuestion ?? false }, ...rest.slice(number + 1)]
    const corrected = decideClauses(following, index)
    if (corrected === 'neutral') return reading.answer
    return corrected === 'yes' || (corrected === 'no' && index.starts(following[0]?.words[0]) === 'no') ? corrected : 'other'
  }
  return reading.answer
}

function readClause({ words, isQuestion }: Clause, index: PhraseIndex): Reading | Undecided {
  let position = 0
  while (position < words.length) {
    const found = index.opening.longest(words, position)
    const filler = index.fillers.longest(words, position)
    if (found !== undefined && found.length >= (filler?.length ?? 0)) return readOpening(found, position, words, isQuestion, index)
    if (filler === undefined || (position === 0 && isAsking(words, index))) break
    position += filler.length
  }
  if (position >= words.length) return isQuestion ? 'other' : 'neutral'
  return isQuestion || isAsking(words, index) ? 'other' : readKnown(words, index)
}

function isAsking(words: readonly string[], index: PhraseIndex): boolean {
  const question = index.questions.longest(words, 0)
  return question !== undefined && question.length >= (index.fillers.longest(words, 0)?.length ?? 0)
}

function readOpening(
  found: PhraseClass,
  position: number,
  words: readonly string[],
  isQuestion: boolean,
  index: PhraseIndex,
): Reading | Undecided {
  const { role, length } = found
  const end = position + length
  const isPure = isAll(index.fillers, words, end)
  const hasForm = isAsking(words, index)
  if (isQuestion || hasForm) return hasForm && position === 0 && isPure ? readFormOnly(role, end, isQuestion) : 'other'
  switch (role) {
    case 'passing':
      return 'other'
    case 'yes':
    case 'no':
      return { answer: role, isPure, end }
    case 'mildYes':
      return asksLater(words, end, index) ? 'other' : { answer: 'yes', isPure, isMild: true, end }
    case 'shortYes':
    case 'shortNo':
      return isAll(index.courtesy, words, end) ? { answer: ANSWERS[role], isPure, end } : readKnown(words, index)
    default:
      return isPure ? { answer: ANSWERS[role], isPure, end } : readKnown(words, index)
  }
}

/** "Why not?" and "who knows" are questions in form only. */
function readFormOnly(role: Role, end: number, isQuestion: boolean): Reading | 'other' {
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
