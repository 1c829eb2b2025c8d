import { isSameWord } from '../../conditions/kinds/keyword/compare-words.js'
import type { KeywordWord } from '../../conditions/kinds/keyword/keyword-pattern.js'
import { type Stemmer, stemWord, withoutPossessive } from '../../conditions/kinds/keyword/stemmers.js'
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
  if (inner.stem === undefined || inner.lower !== withoutPossessive(inner.lower))
    return finds(outer, inner, formOf(inner.lower, stemmer), speech.isEnglish)
  // Where stems alone decide, what has one stem is found alike.
  if (!speech.isEnglish) return outer.stem === inner.stem && outer.lower === withoutPossessive(outer.lower)
  return formsFound(inner, stemmer, isSpelled).every((form) => finds(outer, inner, form, true))
}

interface Form {
  readonly text: string
  readonly stem: string
}

function formOf(text: string, stemmer: Stemmer): Form {
  return { text, stem: stemWord(stemmer, text) }
}

function finds(keyword: KeywordWord, inner: KeywordWord, { text, stem }: Form, english: boolean): boolean {
  return isSameWord(keyword, { ...inner, text, lower: text }, stem, { caseSensitive: false, english })
}

const foundForms = new WeakMap<KeywordWord, { readonly stemmer: Stemmer; readonly isSpelled: boolean; readonly forms: readonly Form[] }>()

/** Returns the English forms in which a keyword's word is found, looked for once: each word is compared with those of many others. */
function formsFound(inner: KeywordWord, stemmer: Stemmer, isSpelled: boolean): readonly Form[] {
  const known = foundForms.get(inner)
  if (known !== undefined && known.stemmer === stemmer && known.isSpelled === isSpelled) return known.forms
  const forms = formsOf(inner.lower)
    .filter((form) => !isSpelled || isRegular(inner.lower, form))
    .map((form) => formOf(form, stemmer))
    .filter((form) => finds(inner, inner, form, true))
  foundForms.set(inner, { stemmer, isSpelled, forms })
  return forms
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
