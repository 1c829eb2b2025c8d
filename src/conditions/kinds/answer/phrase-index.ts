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
  readonly #byFirst = new Map<string, { readonly words: readonly string[]; readonly role: Kind }[]>()

  /** Adds phrases; what was added before keeps its role. */
  add(phrases: readonly string[], role: Kind): this {
    for (const phrase of phrases) {
      const words = phrase.split(' ')
      const first = words[0] ?? ''
      const known = this.#byFirst.get(first) ?? []
      if (known.some((other) => other.words.join(' ') === phrase)) continue
      known.push({ words, role })
      known.sort((one, other) => other.words.length - one.words.length)
      this.#byFirst.set(first, known)
    }
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
  readonly negatesBefore: boolean
  readonly courtesy: Phrases<'courtesy'>
  readonly but: Phrases<'but'>
  readonly questions: Phrases<'question'>
  /** What is an answer as a whole message, although it is a filler too: "please". */
  readonly wholes: ReadonlyMap<string, 'yes' | 'no'>
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

function makeIndex(rules: AnswerRules): PhraseIndex {
  const spoken = (phrases: readonly string[]) => [
    ...phrases,
    ...phrases.filter((phrase) => phrase.includes(' ')).flatMap((phrase) => rules.speakers.map((speaker) => `${speaker} ${phrase}`)),
  ]
  const fillers = new Set(rules.fillers)
  const withoutFillers = (phrases: readonly string[]) => spoken(phrases).filter((phrase) => !fillers.has(phrase))
  const opening = new Phrases<Role>()
    .add(rules.passing, 'passing')
    .add(spoken(rules.unsure), 'unsure')
    .add(rules.shortNo, 'shortNo')
    .add(rules.shortYes, 'shortYes')
    .add(rules.no, 'no')
    .add(rules.yes, 'yes')
    .add(rules.mildYes, 'mildYes')
    .add(withoutFillers(rules.noAlone), 'noAlone')
    .add(withoutFillers(rules.yesAlone), 'yesAlone')
  return {
    opening,
    known: new Phrases<KnownRole>()
      .add(rules.passing, 'passing')
      .add(spoken(rules.unsure), 'unsure')
      .add(rules.affirming, 'yes')
      .add(rules.denying, 'no')
      .add(rules.negations, 'negation')
      .add(rules.fillers, 'filler')
      .add([...rules.no, ...withoutFillers(rules.noAlone)], 'no')
      .add([...rules.yes, ...rules.mildYes, ...withoutFillers(rules.yesAlone)], 'yes'),
    fillers: new Phrases<'filler'>().add(rules.fillers, 'filler'),
    negatesBefore: rules.negatesBefore === true,
    courtesy: new Phrases<'courtesy'>().add(rules.courtesy, 'courtesy'),
    but: new Phrases<'but'>().add(rules.but, 'but'),
    questions: new Phrases<'question'>().add(rules.questions, 'question'),
    wholes: new Map<string, 'yes' | 'no'>([
      ...rules.noAlone.map((phrase) => [phrase, 'no'] as const),
      ...rules.yesAlone.map((phrase) => [phrase, 'yes'] as const),
    ]),
    starts: (word) => (word === undefined ? undefined : opening.longest([word], 0)?.role),
  }
}
