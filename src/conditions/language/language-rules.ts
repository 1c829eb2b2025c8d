/**
 * What a language says of answers to a yes/no question: words and phrases in lower case, contractions written out. The longest phrase at
 * a place decides what it is.
 */
export interface AnswerRules {
  /** Says yes where a clause begins with it, whatever follows. */
  readonly yes: readonly string[]
  /** Says yes likewise, but not before a question: "ok, are you sure?". */
  readonly mildYes: readonly string[]
  /** Says yes where nothing but fillers stand beside it: "do it", but not "do it tomorrow". */
  readonly yesAlone: readonly string[]
  /** Says yes where nothing but courtesy stands beside it: "I do", but not "I do that daily". */
  readonly shortYes: readonly string[]
  readonly no: readonly string[]
  readonly noAlone: readonly string[]
  readonly shortNo: readonly string[]
  /** Says that one does not know, with nothing but fillers beside it. */
  readonly unsure: readonly string[]
  /** Says yes among fillers, and no after a negation: "that is true". */
  readonly affirming: readonly string[]
  /** Says no among fillers, and yes after a negation: "that is wrong". */
  readonly denying: readonly string[]
  readonly negations: readonly string[]
  /** Whether a negation turns what stands before it too: "das stimmt nicht". */
  readonly negatesBefore?: boolean
  /** No answer, although it begins like one: "no longer", "right now". */
  readonly passing: readonly string[]
  /** May stand before an answer, whatever follows it: "well, yes". */
  readonly interjections: readonly string[]
  /** May stand around an answer, with nothing else beside it: "the answer is yes". */
  readonly fillers: readonly string[]
  /** Fillers that add nothing at all. */
  readonly courtesy: readonly string[]
  /** Takes back what was said before it: "no, I mean yes". */
  readonly corrections: readonly string[]
  /**
   * What says no only with nothing but fillers beside it ("no funciona" is no answer), or where a language lists what else may follow it:
   * fillers and one of the words of `doing` ("no leave it", but not "no money").
   */
  readonly narrowNo?: { readonly words: readonly string[]; readonly doing?: readonly string[] }
  /** How a phrase is written on a keyboard without the language's own letters: "bien sur", "natuerlich". */
  readonly plainly?: (phrase: string) => string
  /** Takes an answer back, unless another one follows. The first is the plain "but", which may also follow a thank you. */
  readonly but: readonly string[]
  /** What a question begins with. */
  readonly questions: readonly string[]
  /** Who speaks, before any of these: "I don't want to". */
  readonly speakers: readonly string[]
}

/** How a language denies. All are words in lower case. */
export interface NegationRules {
  /** Negates what comes within three words after it. */
  readonly cues: readonly string[]
  /** Negates what comes after it with nothing but fillers between. */
  readonly narrowCues: readonly string[]
  /** Negates what comes within two words before it: "funktioniert nicht". */
  readonly laterCues: readonly string[]
  /** After a narrow cue: the two reach as far as any other. "no one". */
  readonly widening?: readonly string[]
  readonly fillers: readonly string[]
  /** Ends the reach of a negation. */
  readonly ends: readonly string[]
  /** After a cue: no negation. "not only". */
  readonly exemptAfter: readonly string[]
  /** What a narrow cue does not negate, directly before it: "No fixed now". */
  readonly notNarrowly?: RegExp
}

/** How a language says numbers up to twenty. All are words in lower case. */
export interface NumberRules {
  readonly words: Readonly<Record<string, number>>
  /** Number words that are articles or pronouns too: "one", "ein". */
  readonly articles: Readonly<Record<string, number>>
  /** After one of these, an article is no number: "the large one", "that one". */
  readonly notAfter: readonly string[]
  /** Make a larger number of the word before them: "two hundred". */
  readonly scales: readonly string[]
}

/** How a language tells the values of fields. */
export interface FieldRules {
  readonly numbers: NumberRules
  /** Words and phrases that announce another value than the one before: "make it", "instead". */
  readonly corrections: readonly string[]
}

/** What is known of a language besides its stems. */
export interface LanguageRules {
  /** The parts of a contraction (in lower case); undefined for any other word. */
  readonly contractions?: (word: string) => readonly string[] | undefined
  /** Words that a contraction, or one form of them, may write otherwise: the letters of "not" are not in "isn't". */
  readonly contracted?: readonly string[]
  /** The one form of a verb before a negation ("do" for "did"), and the negation; undefined where the verb stays. */
  readonly withNegation?: (word: string, next: string) => string | undefined
  readonly negation: NegationRules
  /** Words and phrases that are answers as often as anything else: their length says nothing beside another keyword. */
  readonly answerWords: readonly string[]
  /** Those of English come with what reads fields. */
  readonly fields?: FieldRules
  /** Those of English come with the conditions that ask for them. */
  readonly answers?: AnswerRules
}

/** Returns the words and phrases that are answers by themselves. */
export function answerWordsOf({ yes, mildYes, yesAlone, no, noAlone, unsure, affirming, denying }: AnswerRules): readonly string[] {
  return [...yes, ...mildYes, ...yesAlone, ...no, ...noAlone, ...unsure, ...affirming, ...denying]
}
