import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'

/** How people say what keywords hold in the negative. */
const CARRIERS: readonly (readonly [beginning: RegExp, carrier: string])[] = [
  [/^no (?:access|approval|budget|interest|money|plan|time)$/, 'we have '],
  [/^not (?:certain|convinced|happy|interested|ready|satisfied|sure)$/, "I'm "],
  [/^not [a-z]+(?:ing|ed)$/, "it's "],
]

/**
 * Returns a text, after the same text in the words of a customer where that is easy to tell. Both are to be proven.
 *
 * @example sayNaturally('no budget') // ['we have no budget', 'no budget']
 */
export function sayNaturally(text: string, language?: string): readonly string[] {
  const carrier = isEnglish(primaryLanguage(language)) ? CARRIERS.find(([beginning]) => beginning.test(text))?.[1] : undefined
  return carrier === undefined ? [text] : [`${carrier}${text}`, text]
}
