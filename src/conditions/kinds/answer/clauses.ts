import { isJoint, type Word } from '../../text/words.js'

/** The words between two stops of a text, in lower case. */
export interface Clause {
  readonly words: readonly string[]
  /** Whether it ends with a question mark. */
  readonly isQuestion: boolean
  /** How many words of the text there are up to its end. */
  readonly through: number
}

/** What stands between two words of one clause, besides what may stand within a phrase. */
const WITHIN = /[%#*~_]/g

/** "Yesss", "nooo": what is drawn out is the same word. */
const DRAWN_OUT = /(\p{L})\1{2,}/gu

/** Cuts a normalised text at its stops: commas, full stops, line breaks, dashes and anything else that is no word. */
export function clausesOf(text: string, words: readonly Word[]): readonly Clause[] {
  const clauses: Clause[] = []
  let current: string[] = []
  for (const [position, word] of words.entries()) {
    current.push(word.lower.replace(DRAWN_OUT, '$1'))
    const after = text.slice(word.end, words[position + 1]?.start ?? text.length)
    if (position < words.length - 1 && isJoint(after.replace(WITHIN, ''))) continue
    clauses.push({
      words: current,
      isQuestion: after.includes('?') || after.includes('\u061f') || after.includes('\uff1f'),
      through: position + 1,
    })
    current = []
  }
  return clauses
}
