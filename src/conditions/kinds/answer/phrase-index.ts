import type { AnswerRules } from '../../language/language-rules.js'

/** What a clause may begin with. */
export type Role = 'yes' | 'mildYes' | 'yesAlone' | 'shortYes' | 'no' | 'noAlone' | 'shortNo' | 'unsure' | 'passing'

/** A phrase that was found, in words. */
export interface PhraseClass<Kind = Role> {
  readonly role: Kind
  readonly length: number
}

type KnownRole = 'yes' | 'no' | 'unsure' | 'negation' | 'filler' | 'passing'

/** Phrases, found by their words. */
export class Phrases<Kind> {
  readonly #added = new Set<string>()
  readonly #byFirst = new Map<string, { readonly words: readonly string[]; readonly role: Kind }[]>()

  /** Adds phrases; what was added before keeps its role. */
  add(phrases: readonly string[], role: Kind): this {
    for (const phrase of phrases) {
      if (this.#added.has(phrase)) continue
      this.#added.add(phrase)
      const words = phrase.split(' ')
      const first = words[0] ?? ''
      const known = this.#byFirst.get(first) ?? []
      known.push({ words, role })
      this.#byFirst.set(first, known)
    }
    for (const known of this.#byFirst.values()) known.sort((one, other) => other.words.length - one.words.length)
    return this
  }

  /** The longest phrase that stands at a place. */
  longest(words: readonly string[], position: number): PhraseClass<Kind> | undefined {
    const found = this.#byFirst
      .get(words[position] ?? '')
      ?.find((phrase) => phrase.words.every((word, offset) => words[position + offset] === word))
    return found === undefined ? undefined : { role: found.role, length: found.words.length }
  }
}

/** A language's answers, made ready. */
export interface PhraseIndex {
  readonly opening: Phrases<Role>
  readonly known: Phrases<KnownRole>
  readonly fillers: Phrases<'filler'>
  readonly interjections: Phrases<'interjection'>
  /** What may stand before an answer. */
  readonly leading: Phrases<'interjection' | 'filler'>
  readonly corrections: Phrases<'correction'>
  /** What says no only by itself, or before a filler or one of the words of `doing`. */
  readonly narrow: ReadonlySet<string>
  readonly doing: ReadonlySet<string> | undefined
  readonly negations: ReadonlySet<string>
  readonly plainBut: string | undefined
  readonly negatesBefore: boolean
  readonly courtesy: Phrases<'courtesy'>
  readonly but: Phrases<'but'>
  readonly questions: Phrases<'question'>
  /** What is an answer as a whole message, although it is a filler too: "please". */
  readonly wholes: ReadonlyMap<string, 'yes' | 'no' | 'unsure'>
  /** Told of the words that decide, by their places among those of the text, and of a "but"; only where somebody asks why. */
  readonly note?: (told: { readonly from: number; readonly to: number } | 'but') => void
  /** What a word alone says at the beginning of a clause. */
  readonly starts: (word: string | undefined) => Role | undefined
}

const known = new WeakMap<AnswerRules, PhraseIndex>()

/** Makes a language's answers ready, once. */
export function phraseIndex(rules: AnswerRules): PhraseIndex {
  const index = known.get(rules) ?? makeIndex(rules)
  known.set(rules, index)
  return index
}

function makeIndex(written: AnswerRules): PhraseIndex {
  const opening = new Phrases<Role>()
  const known = new Phrases<KnownRole>()
  const leading = new Phrases<'interjection' | 'filler'>()
  const fillers = new Phrases<'filler'>()
  const wholes = new Map<string, 'yes' | 'no' | 'unsure'>()
  // What is written without its own letters comes last: the French "sur" is no "sûr".
  const spellings = [written, ...plainSpelling(written)]
  const allFillers = new Set(spellings.flatMap((rules) => [...rules.interjections, ...rules.corrections, ...rules.fillers]))
  for (const rules of spellings) {
    const own = withoutAny(allFillers, rules)
    addOpenings(opening, own)
    addKnown(known, own)
    leading.add([...rules.interjections, ...rules.corrections], 'interjection').add(rules.fillers, 'filler')
    fillers.add([...rules.interjections, ...rules.corrections, ...rules.fillers], 'filler')
    addWholes(wholes, rules)
  }
  return {
    opening,
    known,
    fillers,
    leading,
    wholes,
    interjections: new Phrases<'interjection'>().add(written.interjections, 'interjection'),
    corrections: new Phrases<'correction'>().add(written.corrections, 'correction'),
    narrow: new Set(written.narrowNo?.words),
    doing: written.narrowNo?.doing === undefined ? undefined : new Set(written.narrowNo.doing),
    negations: new Set(written.negations),
    plainBut: written.but[0],
    negatesBefore: written.negatesBefore === true,
    courtesy: new Phrases<'courtesy'>().add(written.courtesy, 'courtesy'),
    but: new Phrases<'but'>().add(written.but, 'but'),
    questions: new Phrases<'question'>().add(written.questions, 'question'),
    starts: (word) => (word === undefined ? undefined : opening.longest([word], 0)?.role),
  }
}

function plainSpelling(rules: AnswerRules): readonly AnswerRules[] {
  const { plainly } = rules
  if (plainly === undefined) return []
  const lists = Object.entries(rules).map(([name, list]) => [name, Array.isArray(list) ? list.map((phrase) => plainly(phrase)) : list])
  return [{ ...rules, ...Object.fromEntries(lists) }]
}

/** The rules with what their speakers say, and without what alone says nothing. */
function withoutAny(fillers: ReadonlySet<string>, rules: AnswerRules): AnswerRules {
  const spoken = (phrases: readonly string[]) => [
    ...phrases,
    ...phrases.filter((phrase) => phrase.includes(' ')).flatMap((phrase) => rules.speakers.map((speaker) => `${speaker} ${phrase}`)),
  ]
  const telling = (phrases: readonly string[]) => spoken(phrases).filter((phrase) => !fillers.has(phrase))
  return { ...rules, unsure: spoken(rules.unsure), noAlone: telling(rules.noAlone), yesAlone: telling(rules.yesAlone) }
}

function addOpenings(opening: Phrases<Role>, rules: AnswerRules): void {
  opening
    .add(rules.passing, 'passing')
    .add(rules.unsure, 'unsure')
    .add(rules.shortNo, 'shortNo')
    .add(rules.shortYes, 'shortYes')
    .add(rules.no, 'no')
    .add(rules.yes, 'yes')
    .add(rules.mildYes, 'mildYes')
    .add(rules.noAlone, 'noAlone')
    .add(rules.yesAlone, 'yesAlone')
}

function addKnown(known: Phrases<KnownRole>, rules: AnswerRules): void {
  known
    .add(rules.passing, 'passing')
    .add(rules.unsure, 'unsure')
    .add(rules.affirming, 'yes')
    .add(rules.denying, 'no')
    .add(rules.negations, 'negation')
    .add([...rules.interjections, ...rules.corrections, ...rules.fillers], 'filler')
    .add([...rules.no, ...rules.noAlone], 'no')
    .add([...rules.yes, ...rules.mildYes, ...rules.yesAlone], 'yes')
}

function addWholes(wholes: Map<string, 'yes' | 'no' | 'unsure'>, { yesAlone, noAlone, unsure }: AnswerRules): void {
  for (const [phrases, answer] of [
    [yesAlone, 'yes'],
    [noAlone, 'no'],
    [unsure, 'unsure'],
  ] as const) {
    for (const phrase of phrases) if (!wholes.has(phrase)) wholes.set(phrase, answer)
  }
}
