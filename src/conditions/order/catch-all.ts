import type { Condition } from '../condition.js'

const CATCH_ALL_WORD = '.*'

/** Tells whether a keyword is `'.*'`, which means every message. */
export function isCatchAllWord(word: string): boolean {
  return word === CATCH_ALL_WORD
}

/** Tells whether a condition is a catch-all: a bare `always()`, or a bare keyword whose words include `'.*'`. */
export function isCatchAll(condition: Condition): boolean {
  return condition.type === 'always' || (condition.type === 'keyword' && condition.words.some(isCatchAllWord))
}
