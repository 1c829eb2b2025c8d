import type { LanguageRules } from './language-rules.js'
import { phrases } from './phrases.js'

const IRREGULAR: ReadonlyMap<string, readonly string[]> = new Map([
  ["can't", ['can', 'not']],
  ['cant', ['can', 'not']],
  ['cannot', ['can', 'not']],
  ["won't", ['will', 'not']],
  ['wont', ['will', 'not']],
  ["shan't", ['shall', 'not']],
  ["ain't", ['is', 'not']],
  ['aint', ['is', 'not']],
  ["let's", ['let', 'us']],
  ["y'all", ['you', 'all']],
  ['im', ['i', 'am']],
  ['ive', ['i', 'have']],
  ['youre', ['you', 'are']],
  ['thats', ['that', 'is']],
  ['whats', ['what', 'is']],
])

/** "doesn't" and "didn't" are one form, as are their verbs after it. */
const NEGATED = /^(is|are|was|were|do|does|did|have|has|had|would|could|should|must|need|might)n'?t$/
const DO = /^(?:does|did)$/
const SHORTENED = /^(.+)'(m|re|ve|ll|d)$/
const ENDINGS: Readonly<Record<string, string>> = { m: 'am', re: 'are', ve: 'have', ll: 'will', d: 'would' }

/** Of other words, 's makes a possessive. */
const WITH_IS = /^(it|he|she|that|this|what|who|where|when|how|why|there|here|everything|nothing|something)'s$/

/**
 * Writes an English contraction out, in words of lower case; undefined for any other word. Without its apostrophe only what is no word
 * of its own counts ("dont", not "well").
 *
 * @example expandContraction("isn't") // ['is', 'not']
 */
export function expandContraction(word: string): readonly string[] | undefined {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  const negated = NEGATED.exec(word)?.[1]
  if (negated !== undefined) return [DO.test(negated) ? 'do' : negated, 'not']
  if (!word.includes("'")) return undefined
  const beforeIs = WITH_IS.exec(word)?.[1]
  if (beforeIs !== undefined) return [beforeIs, 'is']
  const [, base, ending] = SHORTENED.exec(word) ?? []
  const written = ending === undefined ? undefined : ENDINGS[ending]
  return base === undefined || written === undefined ? undefined : [base, written]
}

/** English, which is built in. */
export const ENGLISH: LanguageRules = {
  contractions: expandContraction,
  contracted: 'not is am are have will would shall us all do'.split(' '),
  withNegation: (word, next) => (next === 'not' && DO.test(word) ? 'do' : undefined),
  negation: {
    cues: (
      'not never none nothing nobody neither nor without hardly barely scarcely unable fail fails failed failing refuse refuses refused ' +
      'refusing stop stops stopped stopping impossible'
    ).split(' '),
    narrowCues: ['no'],
    widening: ['one', 'longer'],
    laterCues: [],
    fillers: (
      'a an the at all any actually really quite very so too that even just yet still ever fully completely entirely totally properly exactly ' +
      'longer more one been be being get getting got gotten have has had real further other such'
    ).split(' '),
    ends: 'and but so because if what who how please though although however yes then otherwise until unless'.split(' '),
    exemptAfter: ['only'],
    notNarrowly:
      /(?:ed|ing)$|^(?:works?|ok|okay|fine|good|great|done|sure|yes|it|i|we|that|this|is|you|please|thanks|now|solved|gone|back)$/,
  },
  answerWords: phrases(
    `yes|yep|yeah|yea|yup|no|nope|nah|ok|okay|sure|right|fine|alright|all right|cool|true|false|correct|wrong|good|great|perfect|absolutely|definitely|certainly|of course|never|maybe|perhaps|possibly|probably
    not sure|not really|not yet|no thanks|no problem|please|go ahead|agreed|nothing|none|either|both|unsure`,
  ),
}
