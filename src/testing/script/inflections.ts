import { speechOf } from '../../conditions/language/speech.js'
import type { WitnessOptions } from '../../conditions/witness/index.js'

/** English words that nobody inflects: those that hold a sentence together, answers, times, and adjectives of which people speak with a flow. */
const UNINFLECTED: ReadonlySet<string> = new Set(
  [
    'a an the this that these those my your our their his her its me you us them him i it we they he she who what which whose how when where why',
    'and or but if so than then else because though not no yes yeah yep nope nah ok okay please hi hello hey bye goodbye thanks sorry welcome',
    'in out on off up down to for from at by of with without about into over under between through after before since until back away along',
    'is are was were am be been do does did have has had can could will would shall should may might must',
    'all any some every each both few many much more most less none other another same such own only just even still yet already again',
    'now today tomorrow yesterday soon later early late never always often sometimes maybe perhaps ever here there anything something nothing',
    'everything anyone someone everyone nobody somebody everybody else instead too also very really quite well together alone',
    'one two three four five six seven eight nine ten once twice first second last next',
    'big small large little long short high low good bad great fine fair nice new old young fast quick slow easy hard simple free cheap dear',
    'expensive right wrong real true false sure certain ready busy available clear different interested unsure urgent important possible happy',
    'sad angry upset ill sick dead alive alone safe secure private public personal main full empty hot cold warm cool human blank black white red',
    'blue green yellow frozen broken stolen suspicious blocked lost forgotten forgot bought sold paid sent got gone done said told asap news status',
  ].flatMap((line) => line.split(' ')),
)
const ADJECTIVE = /(?:[^aeiou]ly|ful|less|ous|ive|able|ible|ish|ical)$/

const NOUN = /(?:ment|tion|sion|ness|ity|ance|ence|ship|hood|word)$/

/** Verbs of which nobody writes a past in "ed". */
const IRREGULAR: ReadonlySet<string> = new Set(
  (
    'become begin break bring buy choose come cost cut do feel find forget get give go have hear hit hold keep know leave let lose make mean meet ' +
    'pay put quit read reset run say see sell send set shut speak spend steal take tell think understand write'
  ).split(' '),
)

/** A verb of one syllable whose last consonant doubles: "stop". */
const DOUBLES = /^[^aeiouy]*[aeiouy][^aeiouwxy]$/
const HISSES = /(?:s|x|z|ch|sh)$/
const SHORTEST = 3

/**
 * Returns forms of a keyword that people may write, spelled by the rules: the plural, or third person, before others. A phrase has the plural of its
 * last word, or forms of its first one ("log in": "logs in"). None where none is likely: nobody writes "smalls".
 */
export function inflectionsOf(keyword: string, { language, stemmers }: WitnessOptions): readonly string[] {
  const words = keyword.split(' ')
  const { isEnglish } = speechOf(language, stemmers)
  const formsAt = (position: number) => {
    const forms = isEnglish ? englishForms(words[position] ?? '') : otherForms(words[position] ?? '')
    return forms.map((form) => words.with(position, form).join(' '))
  }
  if (words.length === 1) return formsAt(0)
  const plural = formsAt(words.length - 1).slice(0, 1)
  return plural.length > 0 ? plural : formsAt(0)
}

/** What many other languages put after a word. */
function otherForms(word: string): readonly string[] {
  return /\p{L}$/u.test(word) ? ['s', 'e', 'en', 'n', 'es'].map((ending) => word + ending) : []
}

function englishForms(word: string): readonly string[] {
  if (!/^[a-z]+$/i.test(word) || word.length < SHORTEST || UNINFLECTED.has(word.toLowerCase()) || ADJECTIVE.test(word)) return []
  const [, stem = '', ending] = /^(.{3,})(ing|ed)$/i.exec(word) ?? []
  if (ending === 'ing') return [`${stem}ed`]
  if (ending === 'ed') return [`${stem.replace(/i$/, 'y')}ing`]
  if (/[^su]s$/.test(word)) return [word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1)]
  const added = `${sibilant(word)}s`
  if (NOUN.test(word)) return [added]
  return [added, `${beforeVowel(word)}ing`, ...(IRREGULAR.has(word) ? [] : [past(word)])]
}

function sibilant(word: string): string {
  if (isConsonantAndY(word)) return `${word.slice(0, -1)}ie`
  return HISSES.test(word) ? `${word}e` : word
}

function beforeVowel(word: string): string {
  if (/[^aeoiy]e$/.test(word)) return word.slice(0, -1)
  return DOUBLES.test(word) ? word + word.slice(-1) : word
}

function past(word: string): string {
  if (isConsonantAndY(word)) return `${word.slice(0, -1)}ied`
  return word.endsWith('e') ? `${word}d` : `${beforeVowel(word)}ed`
}

function isConsonantAndY(word: string): boolean {
  return /[^aeiou]y$/.test(word)
}
