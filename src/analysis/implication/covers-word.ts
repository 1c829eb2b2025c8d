import { isSameWord } from '../../conditions/kinds/keyword/compare-words.js'
import type { KeywordWord } from '../../conditions/kinds/keyword/keyword-pattern.js'
import { stemWord, withoutPossessive } from '../../conditions/kinds/keyword/stemmers.js'
import type { Speech } from '../../conditions/language/speech.js'

/** What English inflection puts on a base, or leaves of it. */
const ENDINGS = ['', 's', 'es', 'ed', 'd', 'ing', 'e', 'y', 'ies', 'ied', 'ying', 'ie']
const LONGEST_ENDING = 4
const DOUBLING_ENDINGS = ['ed', 'ing', 'es']

/**
 * Tells whether every word in which the inner keyword's word is found (up to inflection, or as written) is found by the outer one's, too.
 *
 * @param isSpelled whether only what is spelled by the rules counts: "thankes" is no form of "thank"
 */
export function coversWord(outer: KeywordWord, inner: KeywordWord, speech: Speech, isSpelled: boolean): boolean {
  const { stemmer } = speech
  if (outer.stem === undefined || stemmer === undefined) return false
  const comparison = { caseSensitive: false, english: speech.isEnglish }
  const finds = (keyword: KeywordWord, form: string) =>
    isSameWord(keyword, { ...inner, text: form, lower: form }, stemWord(stemmer, form), comparison)
  if (inner.stem === undefined || inner.lower !== withoutPossessive(inner.lower)) return finds(outer, inner.lower)
  // Where stems alone decide, what has one stem is found alike.
  if (!speech.isEnglish) return outer.stem === inner.stem && outer.lower === withoutPossessive(outer.lower)
  const forms = formsOf(inner.lower).filter((form) => !isSpelled || isRegular(inner.lower, form))
  return forms.every((form) => !finds(inner, form) || finds(outer, form))
}

/** Every word that could be an English inflection of one, and more. */
function formsOf(word: string): readonly string[] {
  const shortest = Math.max(1, word.length - LONGEST_ENDING)
  const bases = Array.from({ length: word.length - shortest + 1 }, (_, position) => word.slice(0, shortest + position))
  return [...new Set(bases.flatMap((base) => [...ENDINGS.map((ending) => base + ending), ...doubled(base)]))]
}

function doubled(base: string): readonly string[] {
  return DOUBLING_ENDINGS.map((ending) => base + base.slice(-1) + ending)
}

function isRegular(word: string, form: string): boolean {
  if (form === word) return true
  if (form.endsWith('es')) {
    const base = form.slice(0, -2)
    return /(?:s|x|z|ch|sh|o|i)$/.test(base) || word.startsWith(`${base}e`) || word.endsWith('ing')
  }
  return !form.endsWith('d') || form.endsWith('ed')
}
