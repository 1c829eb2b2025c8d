import { inflectionsOf } from '../script/inflections.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import type { TestUtterance } from '../script/test-utterances.js'

/** Of so many different things that may be said, two are said at once. */
const MOST_SAID_AT_ONCE = 8

const known = new WeakMap<readonly TestUtterance[], readonly string[]>()

/**
 * Returns messages that say two things at once. Of two keywords in one message, each may take it from a third transition: the longer one has it, so the
 * second is made as long as its forms allow, too.
 */
export function saidAtOnce(state: StateScript, phrases: Phrasebook): readonly string[] {
  const said = phrases.of(state, 'user')
  const found = known.get(said) ?? pairsOf(said, phrases)
  known.set(said, found)
  return found
}

function pairsOf(said: readonly TestUtterance[], { options }: Phrasebook): readonly string[] {
  const texts = [...new Set(said.flatMap(({ fires, text }) => (fires === null ? [] : [text])))].slice(0, MOST_SAID_AT_ONCE)
  const longest = (text: string) => inflectionsOf(text, options).reduce((left, right) => (right.length > left.length ? right : left), text)
  const pairs = texts.flatMap((first) => {
    return texts.flatMap((second) => (first === second ? [] : [`${first} ${second}`, `${first} ${longest(second)}`]))
  })
  return [...new Set(pairs)]
}
