import { inflectionsOf } from '../script/inflections.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import type { TestUtterance } from '../script/test-utterances.js'

/** Of so many different things that may be said, two are said at once. */
const MOST_SAID_AT_ONCE = 8

const known = new WeakMap<readonly TestUtterance[], readonly string[]>()

/**
 * Returns messages that say two things at once. Of two keywords in one message the longer one has it, and so takes it from the other and from what looks
 * for either. So each of the two is once the longer one: in another form, where it is not so by itself.
 */
export function saidAtOnce(state: StateScript, phrases: Phrasebook): readonly string[] {
  const said = phrases.of(state, 'user')
  const found = known.get(said) ?? pairsOf(said, phrases)
  known.set(said, found)
  return found
}

function pairsOf(said: readonly TestUtterance[], { options }: Phrasebook): readonly string[] {
  const texts = [...new Set(said.flatMap(({ fires, text }) => (fires === null ? [] : [text])))].slice(0, MOST_SAID_AT_ONCE)
  const longest = new Map(texts.map((text) => [text, longestOf([text, ...inflectionsOf(text, options)])]))
  return texts.flatMap((first) => {
    const others = texts.filter((second) => second !== first)
    return others.map((second) => `${first} ${second.length > first.length ? second : longest.get(second)}`)
  })
}

function longestOf(texts: readonly string[]): string {
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '')
}
