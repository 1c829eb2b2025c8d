import { keyword } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { evaluateCondition } from '../../../src/conditions/evaluate-condition.js'

/** Sentences of customers: the word in asterisks is denied. */
const DENIED = `It is *not* [fixed]|It is still not [fixed]|that's not really [fixed] yet|it isn't [fixed]|it isnt [fixed]|it wasn't properly [fixed]|nothing is [fixed]|nothing has been [fixed]|it never got [fixed]|it was never really [fixed]
it is no longer [working]|the app is not [working]|the app isn't even [working]|it stopped [working]|it has stopped [working] today|my card stopped [working]|none of this is [working]|none of it is [working] now|neither of them is [working]|why isn't it [working]
why is it not [working]|I can't get it [working]|I cannot get this [working]|we couldn't get it [working]|it won't start [working]|it doesn't [work]|it does not [work]|it didn't [work]|it didnt [work] at all|it don't [work]
that never [works]|it hardly [works]|it barely [works]|it scarcely [works]|nobody could [solve] it|nobody has [solved] this|the problem is not [solved]|this hasn't been [solved]|this has not been [solved]|it hasnt been [solved] yet
I am unable to [log] in|I was unable to [pay]|we are unable to [open] it|I failed to [log] in|the transfer failed to [arrive]|it keeps failing to [load]|the page fails to [load]|they refused to [pay]|he refuses to [help]|the bank refused to [refund] it
without any [refund]|without a [refund]|I left without my [refund]|I want no [refund]|there is no [refund]|I got no real [refund]|I never asked for a [refund]|I don't want a [refund]|I do not need a [refund]|I didn't get my [refund]
I haven't got a [refund]|I won't take a [refund]|I wouldn't want a [refund]|nobody gave me a [refund]|no one gave me a [refund]|it is impossible to [open]|it's impossible to get a [refund]|I am not [happy]|I'm not very [happy]|I'm not at all [happy]
we are not that [happy]|I wasn't [happy] with it|I am not exactly [happy]|I can't be [happy] with that|I was never [happy] here|that is not [clear]|it's not quite [clear] to me|it isn't [clear]|nothing is [clear] to me|that wasn't entirely [clear]
I don't [understand]|I do not [understand]|I didn't [understand] that|I can't [understand] it|I don't really [understand]|I still don't [understand]|I never [understood] it|I don't quite [understand] you|I couldn't [understand] a word|we don't [understand] each other
the parcel has not [arrived]|the parcel hasn't [arrived]|my card never [arrived]|it still hasn't [arrived]|nothing has [arrived] so far|no one [arrived]|it didn't [arrive] on time|the money has not yet [arrived]|it won't [arrive] today|my order never ever [arrived]
I am not [interested]|I'm not really [interested]|we are not [interested] in that|nobody is [interested]|I was never [interested]|I'm no longer [interested]|I am not that [interested]|not [interested], thanks|we aren't [interested]|I am hardly [interested]
I don't think it is [fixed]|I don't think that's [right]|I do not believe it's [right]|that can't be [right]|that isn't [right]|this is not [right]|it doesn't look [right]|it doesn't feel [right]|that does not sound [right]|that never seemed [right]`
const AFFIRMED = `It is [fixed]|it is [fixed] now|No, [fixed] now|No - [fixed] now|No\n[fixed] now|No [fixed] now|yes, [fixed]|it was not easy, but it is [fixed]|I did nothing and it got [fixed] because you helped|not sure how, it is [fixed]
it is [working]|it's [working] now|it did not start, now it is [working]|No. It is [working].|not only is it [working] again|it wasn't but now it is [working]|no it is [working]|it failed. Now it is [working]|if not, is it [working] elsewhere|nothing changed, it is [working]
I want a [refund]|a [refund] please|not a voucher but a [refund]|no, I want a [refund]|I don't know, a [refund] maybe|can't wait, please [refund] me|it never came so [refund] me|I have no card and want a [refund]|no thanks, a [refund] is better|not happy, [refund] please
I am [happy]|I'm very [happy] with it|not bad, I am [happy]|no complaints, I am [happy]|never mind, I'm [happy]|I don't care if you are [happy]|nothing to add, [happy] customer|it is not much but I am [happy]|no - [happy] now|no problem and [happy]
I [understand]|ok, I [understand]|no, I [understand] now|not at first, now I [understand]|now I [understand] it|I did not, but I [understand] now|no worries, I [understand]|you were not clear; I [understand] now|oh, I [understand]|I think I [understand]
the parcel [arrived]|my card has [arrived]|it has not opened, it [arrived] today|no, it [arrived]|it never opened. It [arrived] yesterday|nothing broke and it [arrived]|it was late but [arrived]|not long after, it [arrived]|it [arrived] without a scratch|it [arrived] and is not damaged`

interface Labelled {
  readonly word: string
  readonly text: string
}

function labelled(source: string): readonly Labelled[] {
  return source
    .split(/\||\n(?!\[)/)
    .map((sentence) => ({ word: /\[(.+)\]/.exec(sentence)?.[1] ?? '', text: sentence.replace(/[[\]*]/g, '') }))
}

const isDenied = ({ word, text }: Labelled) => evaluateCondition(keyword([word], { ignoreNegated: true }), { text, data: {} }) === false

describe('sentences of customers', () => {
  const denied = labelled(DENIED)
  const affirmed = labelled(AFFIRMED)

  test('each holds its word', () => {
    expect(denied.length + affirmed.length).toBeGreaterThanOrEqual(160)
    const without = [...denied, ...affirmed].filter(({ word, text }) => evaluateCondition(keyword([word]), { text, data: {} }) !== true)
    expect(without).toEqual([])
  })
  test('nearly all that is denied is seen, and nearly nothing else', () => {
    const missed = denied.filter((each) => !isDenied(each))
    const wrong = affirmed.filter(isDenied)
    expect([missed, wrong]).toEqual([[], []])
  })
})

describe.each([
  [
    'de',
    'zufrieden',
    ['nicht zufrieden', 'ich bin nicht sehr zufrieden', 'keineswegs, nie zufrieden', 'zufrieden bin ich nicht'],
    ['ich bin zufrieden', 'nicht nur zufrieden', 'erst nicht, jetzt zufrieden'],
  ],
  [
    'fr',
    'marche',
    ['ça ne marche pas', 'ça marche pas', 'plus rien ne marche'],
    ['ça marche', 'non, ça marche', 'pas seulement ça marche'],
  ],
  ['es', 'funciona', ['no funciona', 'ya no me funciona', 'nunca funciona'], ['funciona', 'no, funciona', 'no sé pero funciona']],
] as const)('in %s', (language, word, denied, affirmed) => {
  test.each([...denied.map((text) => [text, false] as const), ...affirmed.map((text) => [text, true] as const)])(
    '%j: %s',
    async (text, holds) => {
      const { stemmers } = await import('../../../src/conditions/languages.js')
      expect(evaluateCondition(keyword([word], { ignoreNegated: true }), { text, data: {}, language, stemmers })).toBe(holds)
    },
  )
})
