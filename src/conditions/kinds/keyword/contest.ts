import type { AnswerType, Rival } from '../../condition.js'
import type { Answer, AnswerEvaluator } from '../../evaluator.js'
import type { LanguageRules } from '../../language/language-rules.js'
import { type Speech, speechOf } from '../../language/speech.js'
import { type PreparedText, prepareText } from '../../text/prepared-text.js'
import { findKeywords, type PatternOccurrence } from './find-keywords.js'
import { createMatcher, type KeywordMatcher } from './keyword-matcher.js'
import type { KeywordPattern } from './keyword-pattern.js'
import { isNegated } from './negation.js'
import type { Stemmers } from './stemmers.js'
import { createYieldTest, type FindLonger, type OwnedOccurrence } from './yielding.js'

/** What the rivals of one state come to on one text. */
export interface ContestResult {
  /** Whether the condition at a place of the list holds. */
  readonly holds: (place: number, answers?: AnswerEvaluator) => boolean
  /** What the text answers: by the words of the rivals' own, else by those of the language. */
  readonly answer: (answers: AnswerEvaluator) => Answer | undefined
  /** The longer keyword of a rival that an occurrence of somebody else's keyword lies strictly inside. */
  readonly longerThan: (occurrence: PatternOccurrence) => PatternOccurrence | undefined
  /** Every occurrence of a rival's words. */
  readonly found: readonly OwnedOccurrence[]
  readonly judge: (occurrence: OwnedOccurrence) => JudgedOccurrence
  /** The best occurrence of each rival that has one that counts, by its place. */
  readonly bests: ReadonlyMap<number, PatternOccurrence>
  /** The place of who takes the message from the condition at a place by words that say more. */
  readonly winnerOver: (place: number) => number | undefined
  /** What words of the rivals' own have decided that the text answers. */
  readonly own: Answer | undefined
  /** Whether a keyword counts: then no answer of the language's holds. */
  readonly keywordCounts: boolean
}

/** An occurrence, and whether it counts; `longer` is what it lies within. */
export interface JudgedOccurrence {
  readonly occurrence: PatternOccurrence
  readonly verdict: 'counts' | 'negated' | 'yields'
  readonly longer?: PatternOccurrence
}

/** Judges an occurrence that is not negated, by the longer keyword that it lies within. */
export function yieldingTo(occurrence: PatternOccurrence, longer: PatternOccurrence | undefined): JudgedOccurrence {
  return longer === undefined ? { occurrence, verdict: 'counts' } : { occurrence, verdict: 'yields', longer }
}

interface Group {
  readonly matcher: KeywordMatcher
  /** The places of the rivals that have a word. */
  readonly owners: ReadonlyMap<string, readonly number[]>
}

interface Contest {
  readonly rivals: readonly Rival[]
  readonly speech: Speech
  readonly groups: readonly Group[]
  /** Words and stems of all keywords: no mistake in writing one of them. */
  readonly known: ReadonlySet<string>
}

/** What a message says where an answer holds. */
export const ANSWERS: Readonly<Record<AnswerType, Answer>> = { affirm: 'yes', deny: 'no', unsure: 'unsure' }

const contests = new WeakMap<readonly Rival[], Map<Speech, Contest>>()
const results = new WeakMap<Contest, { readonly text: PreparedText; readonly result: ContestResult }>()

/** Decides what the rivals of a state come to on a text: once for all of them. Only rivals of which something is found are looked at. */
export function contestOn(rivals: readonly Rival[], source: string, language: string | undefined, stemmers: Stemmers | undefined) {
  const contest = contestOf(rivals, speechOf(language, stemmers), language, stemmers)
  const text = prepareText(source, contest.speech)
  const known = results.get(contest)
  if (known?.text === text) return known.result
  const result = decide(contest, text, source)
  results.set(contest, { text, result })
  return result
}

function contestOf(rivals: readonly Rival[], speech: Speech, language: string | undefined, stemmers: Stemmers | undefined): Contest {
  const bySpeech = contests.get(rivals) ?? new Map<Speech, Contest>()
  contests.set(rivals, bySpeech)
  const contest = bySpeech.get(speech) ?? makeContest(rivals, speech, language, stemmers)
  bySpeech.set(speech, contest)
  return contest
}

function makeContest(rivals: readonly Rival[], speech: Speech, language: string | undefined, stemmers: Stemmers | undefined): Contest {
  const byWriting = new Map<string, { readonly like: Rival; readonly owners: Map<string, number[]> }>()
  for (const [place, rival] of rivals.entries()) {
    const key = JSON.stringify([rival.match, rival.caseSensitive ?? false, rival.gap ?? 0, rival.typos ?? false])
    const group = byWriting.get(key) ?? { like: rival, owners: new Map<string, number[]>() }
    byWriting.set(key, group)
    for (const word of new Set(rival.words)) {
      const owners = group.owners.get(word)
      if (owners === undefined) group.owners.set(word, [place])
      else owners.push(place)
    }
  }
  const groups = [...byWriting.values()].map(({ like, owners }): Group => {
    const { match, caseSensitive = false, gap = 0, typos = false } = like
    const written = { words: [...owners.keys()], match, caseSensitive, gap, typos, ...(language === undefined ? {} : { language }) }
    return { matcher: createMatcher(written, stemmers), owners }
  })
  const words = groups.flatMap(({ matcher }) => matcher.patterns.flatMap(({ phrase = [] }) => phrase))
  const known = new Set(words.flatMap(({ lower, stem }) => (stem === undefined ? [lower] : [lower, stem])))
  return { rivals, speech, groups, known }
}

function decide(contest: Contest, text: PreparedText, source: string): ContestResult {
  const { rivals, speech } = contest
  const found = occurrencesIn(contest, text)
  const findLonger = createYieldTest(found)
  const judge = (occurrence: OwnedOccurrence) => judgeOccurrence(contest, text, occurrence, findLonger)
  const counting = countingBy(found, judge)
  const bests = bestsOf(counting, speech)
  const own = answerByWords(contest, text, bests)
  const keywordCounts = [...bests.keys()].some((place) => rivals[place]?.type === 'keyword')
  /** Answers take part by words of their own only where these have decided. */
  const takesPart = (place: number) => {
    const type = rivals[place]?.type ?? 'keyword'
    return bests.has(place) && (type === 'keyword' || ANSWERS[type] === own)
  }
  const winners = { own: winnerOf('own', rivals, bests, takesPart), global: winnerOf('global', rivals, bests, takesPart) }
  const winnerOver = (place: number) => {
    const winner = winners[rivals[place]?.scope ?? 'own']
    return winner === undefined || winner <= place || !beats(bests.get(winner), bests.get(place)) ? undefined : winner
  }
  return {
    found,
    judge,
    bests,
    own,
    keywordCounts,
    winnerOver,
    longerThan: (occurrence) => findLonger(occurrence, undefined),
    answer: (answers) => own ?? answers.decide(source, speech),
    holds(place, answers) {
      const rival = rivals[place]
      if (rival === undefined) return false
      if (!takesPart(place)) {
        if (rival.type === 'keyword' || keywordCounts || own !== undefined) return false
        return answers?.decide(source, speech) === ANSWERS[rival.type]
      }
      return winnerOver(place) === undefined
    },
  }
}

function occurrencesIn({ groups, known }: Contest, text: PreparedText): readonly OwnedOccurrence[] {
  return groups.flatMap(({ matcher, owners }) =>
    [...findKeywords(matcher, text, known)].flatMap((occurrence) =>
      (owners.get(occurrence.pattern.word) ?? []).map((owner): OwnedOccurrence => ({ ...occurrence, owner })),
    ),
  )
}

/** Judges an occurrence: a negated one does not count where its condition says so, nor what lies within a sibling's longer keyword. */
function judgeOccurrence(
  { rivals, speech }: Contest,
  text: PreparedText,
  occurrence: OwnedOccurrence,
  findLonger: FindLonger,
): JudgedOccurrence {
  const rival = rivals[occurrence.owner]
  const negation = speech.rules?.negation
  const heeds = rival !== undefined && (rival.ignoreNegated === true || rival.type !== 'keyword')
  if (heeds && negation !== undefined && isNegated(text, occurrence, negation)) return { occurrence, verdict: 'negated' }
  return yieldingTo(occurrence, findLonger(occurrence, occurrence.owner))
}

/** The occurrences that count, by place. */
function countingBy(
  found: readonly OwnedOccurrence[],
  judge: (occurrence: OwnedOccurrence) => JudgedOccurrence,
): ReadonlyMap<number, readonly OwnedOccurrence[]> {
  const counting = new Map<number, OwnedOccurrence[]>()
  for (const occurrence of found) {
    if (judge(occurrence).verdict !== 'counts') continue
    const known = counting.get(occurrence.owner)
    if (known === undefined) counting.set(occurrence.owner, [occurrence])
    else known.push(occurrence)
  }
  return counting
}

/** A rival's longest occurrence, an exact one before an inflected one. */
interface Best extends PatternOccurrence {
  /** Whether the keyword is one of the language's answers. */
  readonly isAnswer: boolean
}

/** The best occurrence of each rival that has one, by place, in the order in which they are tried. */
function bestsOf(counting: ReadonlyMap<number, readonly OwnedOccurrence[]>, speech: Speech): Bests {
  const bests = new Map<number, Best>()
  for (const place of [...counting.keys()].sort((left, right) => left - right)) {
    const best = bestOf(counting.get(place) ?? [], speech)
    if (best !== undefined) bests.set(place, best)
  }
  return bests
}

type Bests = ReadonlyMap<number, Best>

function bestOf(occurrences: readonly PatternOccurrence[], { rules }: Speech): Best | undefined {
  let best: PatternOccurrence | undefined
  for (const occurrence of occurrences)
    if (best === undefined || isBetter(occurrence, best) || isEarlier(occurrence, best)) best = occurrence
  return best === undefined ? undefined : { ...best, isAnswer: rules !== undefined && answerWords(rules).has(phraseOf(best.pattern)) }
}

const answerWordsOf = new WeakMap<LanguageRules, ReadonlySet<string>>()

function answerWords(rules: LanguageRules): ReadonlySet<string> {
  const words = answerWordsOf.get(rules) ?? new Set(rules.answerWords)
  answerWordsOf.set(rules, words)
  return words
}

function phraseOf({ phrase, lower }: KeywordPattern): string {
  return phrase?.map((word) => word.lower).join(' ') ?? lower
}

type Size = Pick<Best, 'length' | 'isExact'>

function isBetter(one: Size, other: Size): boolean {
  return one.length > other.length || (one.length === other.length && one.isExact && !other.isExact)
}

/** Of two that are as good, the one that stands first in the text: the order of a condition's words says nothing. */
function isEarlier(one: PatternOccurrence, other: PatternOccurrence): boolean {
  return one.length === other.length && one.isExact === other.isExact && one.start < other.start
}

/** Whether one rival takes the message from another that is tried before it. */
function beats(one: Best | undefined, other: Best | undefined): boolean {
  if (one === undefined || other === undefined || !isBetter(one, other)) return false
  const overlaps = one.start < other.end && other.start < one.end
  return overlaps || !(one.isAnswer || other.isAnswer)
}

function winnerOf(
  scope: Rival['scope'],
  rivals: readonly Rival[],
  bests: Bests,
  takesPart: (place: number) => boolean,
): number | undefined {
  let winner: number | undefined
  for (const [place, best] of bests) {
    const rival = rivals[place]
    if (rival?.scope !== scope || rival.mayMiss === true || !takesPart(place)) continue
    if (winner === undefined || beats(best, bests.get(winner))) winner = place
  }
  return winner
}

/** The answer that words of the flow's own decide, unless they are asked about. They come before the language's. */
function answerByWords({ rivals }: Contest, text: PreparedText, bests: Bests): Answer | undefined {
  let decided: { readonly type: AnswerType; readonly best: Best } | undefined
  for (const [place, best] of bests) {
    const type = rivals[place]?.type ?? 'keyword'
    if (type === 'keyword' || isAskedAbout(text, best.end)) continue
    if (decided === undefined || isBetter(best, decided.best)) decided = { type, best }
  }
  return decided === undefined ? undefined : ANSWERS[decided.type]
}

const STOP = /[.,;:!?\n\u061f\uff1f]/g

function isAskedAbout({ text }: PreparedText, from: number): boolean {
  STOP.lastIndex = from
  return '?\u061f\uff1f'.includes(STOP.exec(text)?.[0] ?? ' ')
}
