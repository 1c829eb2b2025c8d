import type { Condition, KeywordCondition } from '../../src/conditions/condition.js'
import { answerOf, isAnswerWord, type Said } from './answers.js'
import type { Candidate } from './conversation.js'
import { isNegated, liesStrictlyInside, normalise, occurrences, type Span, spokenLength } from './words.js'

/** A state's transitions in the order in which they are tried, and where the global ones begin. */
export interface Listed {
  readonly candidates: readonly Candidate[]
  readonly isDeclared: boolean
}

type Answer = Extract<Condition, { readonly type: 'affirm' | 'deny' | 'unsure' }>

const SAID: Readonly<Record<Answer['type'], Said>> = { affirm: 'yes', deny: 'no', unsure: 'unsure' }

export function isAnswer(condition: Condition): condition is Answer {
  return condition.type === 'affirm' || condition.type === 'deny' || condition.type === 'unsure'
}

function isBareKeyword(condition: Condition): condition is KeywordCondition {
  return condition.type === 'keyword' && !condition.words.includes('.*')
}

/** What a condition listens for by words: its keywords, or an answer's own words. */
function wordsOfCondition(condition: Condition, hasAnswers: boolean): KeywordCondition | undefined {
  if (isAnswer(condition)) return { type: 'keyword', words: condition.also ?? [], ignoreNegated: true }
  if (!isBareKeyword(condition)) return undefined
  return hasAnswers ? { ...condition, ignoreNegated: true } : condition
}

interface Found extends Span {
  readonly length: number
  readonly isExact: boolean
  readonly isAnswer: boolean
}

/** The longer keywords of other bare conditions, wherever they stand in the text. */
function yieldsAt(word: string, condition: KeywordCondition, span: Span, others: readonly KeywordCondition[], text: string): boolean {
  const longer = others.flatMap((other) =>
    other.words.filter((each) => lengthOf(other, each) > lengthOf(condition, word)).flatMap((each) => occurrences(other, each, text)),
  )
  return longer.some((outer) => liesStrictlyInside(span, outer))
}

function lengthOf(condition: KeywordCondition, word: string): number {
  return [...normalise(word, condition.caseSensitive ?? false)].length
}

/** Every occurrence that counts. */
function counting(condition: KeywordCondition, others: readonly KeywordCondition[], text: string): Found[] {
  return condition.words.flatMap((word) =>
    occurrences(condition, word, text)
      .filter((span) => !(condition.ignoreNegated && isNegated(condition, span, text)))
      .filter((span) => !yieldsAt(word, condition, span, others, text))
      .map((span) => ({
        ...span,
        length: condition.match === 'substring' ? lengthOf(condition, word) : spokenLength(span, text),
        isExact: condition.match === 'substring' || spokenLength(span, text) === spokenLength({ start: 0, end: word.length }, word),
        isAnswer: isAnswerWord(word),
      })),
  )
}

/** Whether a part of a composition holds, which only yields. */
export function holdsAsPart(condition: KeywordCondition, listed: Listed, self: Candidate, text: string): boolean {
  if (condition.words.includes('.*')) return true
  return counting(condition, othersOf(listed, self), text).length > 0
}

function othersOf({ candidates, isDeclared }: Listed, self: Candidate): KeywordCondition[] {
  if (isDeclared) return []
  const hasAnswers = candidates.some(({ condition }) => isAnswer(condition))
  return candidates.flatMap((other) => {
    const words = other === self ? undefined : wordsOfCondition(other.condition, hasAnswers)
    return words === undefined ? [] : [words]
  })
}

/** Whether the answer of a part of a composition is given, beside the words of the answers of its state. */
export function isAnsweredAsPart(condition: Answer, listed: Listed, text: string): boolean {
  const others = listed.candidates.flatMap(({ condition: other }) => (isAnswer(other) ? [other] : []))
  return saidIn([condition, ...others.filter((other) => (other.also ?? []).length > 0)], text).said === SAID[condition.type]
}

function saidIn(answers: readonly Answer[], text: string): { said: Said | undefined; byWords: boolean } {
  const own = answers.map((answer) => ({ answer, words: wordsOfCondition(answer, true) }))
  let best: { answer: Answer; found: Found } | undefined
  for (const { answer, words } of own) {
    const others = own.flatMap((other) => (other.answer === answer || other.words === undefined ? [] : [other.words]))
    for (const found of words === undefined ? [] : counting(words, others, text)) {
      if (best === undefined || isBetter(found, best.found)) best = { answer, found }
    }
  }
  return best === undefined ? { said: answerOf(text), byWords: false } : { said: SAID[best.answer.type], byWords: true }
}

function isBetter(one: Found, other: Found): boolean {
  return one.length > other.length || (one.length === other.length && one.isExact && !other.isExact)
}

function isEarlier(one: Found, other: Found): boolean {
  return one.length === other.length && one.isExact === other.isExact && one.start < other.start
}

function beats(one: Found, other: Found): boolean {
  const overlap = one.start < other.end && other.start < one.end
  return isBetter(one, other) && (overlap || !(one.isAnswer || other.isAnswer))
}

/** Whether a bare keyword condition or answer has the message, among all of its state. */
export function winsAmong(self: Candidate, listed: Listed, text: string): boolean {
  if (listed.isDeclared && !isAnswer(self.condition))
    return holdsAsPart(wordsOfCondition(self.condition, false) ?? NO_WORDS, listed, self, text)
  const contenders = contendersIn(listed)
  const best = bestOfEach(contenders, text)
  const { said, byWords } = answersAmong(
    contenders.map(({ candidate }) => candidate),
    best,
    text,
  )
  const takesPart = ({ condition }: Candidate) => !isAnswer(condition) || (byWords && SAID[condition.type] === said)
  const present = contenders.map(({ candidate }) => candidate).filter((candidate) => best.has(candidate))
  if (present.includes(self) && takesPart(self)) return !isTaken(self, present.filter(takesPart), best)
  return isAnswer(self.condition) && SAID[self.condition.type] === said && !byWords && present.every(({ condition }) => isAnswer(condition))
}

const NO_WORDS: KeywordCondition = { type: 'keyword', words: [] }

interface Contender {
  readonly candidate: Candidate
  readonly words: KeywordCondition
}

function contendersIn({ candidates, isDeclared }: Listed): Contender[] {
  const hasAnswers = candidates.some(({ condition }) => isAnswer(condition))
  return candidates.flatMap((candidate) => {
    const words = isDeclared && !isAnswer(candidate.condition) ? undefined : wordsOfCondition(candidate.condition, hasAnswers)
    return words === undefined ? [] : [{ candidate, words }]
  })
}

function bestOfEach(contenders: readonly Contender[], text: string): ReadonlyMap<Candidate, Found> {
  const best = new Map<Candidate, Found>()
  for (const { candidate, words } of contenders) {
    const others = contenders.flatMap((other) => (other.candidate === candidate ? [] : [other.words]))
    for (const found of counting(words, others, text)) {
      const known = best.get(candidate)
      if (known === undefined || isBetter(found, known) || isEarlier(found, known)) best.set(candidate, found)
    }
  }
  return best
}

function answersAmong(
  contenders: readonly Candidate[],
  best: ReadonlyMap<Candidate, Found>,
  text: string,
): { said: Said | undefined; byWords: boolean } {
  let decided: { said: Said; found: Found } | undefined
  for (const candidate of contenders) {
    const found = best.get(candidate)
    if (!isAnswer(candidate.condition) || found === undefined) continue
    if (decided === undefined || isBetter(found, decided.found)) decided = { said: SAID[candidate.condition.type], found }
  }
  return decided === undefined ? { said: answerOf(text), byWords: false } : { said: decided.said, byWords: true }
}

/** Whether somebody later in the list, of the same scope, takes the message. */
function isTaken(self: Candidate, contenders: readonly Candidate[], best: ReadonlyMap<Candidate, Found>): boolean {
  const rivals = contenders.filter((other) => other.scope === self.scope)
  let winner: Candidate | undefined
  for (const rival of rivals) {
    if (typeof rival.next === 'object' || (rival.mustRest ?? []).length > 0) continue
    const [found, known] = [best.get(rival), winner === undefined ? undefined : best.get(winner)]
    if (found !== undefined && (known === undefined || beats(found, known))) winner = rival
  }
  const [taking, own] = [winner === undefined ? undefined : best.get(winner), best.get(self)]
  if (winner === undefined || winner === self || taking === undefined || own === undefined) return false
  return rivals.indexOf(winner) > rivals.indexOf(self) && beats(taking, own)
}
