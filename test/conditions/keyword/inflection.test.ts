import { describe, expect, test } from 'vitest'
import { evaluateKeyword } from '../../../src/conditions/kinds/keyword/evaluate-keyword.js'

const SAME: readonly (readonly [keyword: string, text: string])[] = [
  ['bill', 'billing'],
  ['billing', 'my bill'],
  ['charge', 'the charges'],
  ['charges', 'you charged me'],
  ['charging', 'a charge'],
  ['payment', 'payments'],
  ['work', 'working'],
  ['persist', 'the error persists'],
  ['crash', 'it crashes'],
  ['crash', 'crashing'],
  ['crash', "the crash's cause"],
  ['bug', 'bugs'],
  ['stop', 'it stopped'],
  ['stop', 'stopping'],
  ['try', 'I tried'],
  ['try', 'she tries'],
  ['tries', 'I am trying'],
  ['use', 'using it'],
  ['used', 'I am using it'],
  ['class', 'classes'],
  ['fix', 'fixes'],
  ['resolve', 'resolving'],
  ['resolved', 'resolves'],
  ['agree', 'agreed'],
  ['cancel', 'cancelled'],
  ['delivery', 'deliveries'],
  ['go', 'going'],
  ['expire', 'it expired'],
  ['hope', 'hoping'],
  ['refund', 'REFUNDS'],
]

const DIFFERENT: readonly (readonly [keyword: string, text: string])[] = [
  ['no', 'now'],
  ['no', 'I know'],
  ['ok', 'I broke my token'],
  ['hi', 'his order'],
  ['us', 'using'],
  ['the', 'thing'],
  ['noth', 'nothing'],
  ['organ', 'organization'],
  ['police', 'policy'],
  ['busy', 'business'],
  ['universal', 'university'],
  ['new', 'news'],
  ['even', 'this evening'],
  ['general', 'generate'],
  ['deliver', 'delivery'],
  ['pay', 'payment'],
  ['plan', 'plane'],
  ['car', 'caring'],
  ['hop', 'hoping'],
  ['fee', 'feed'],
  ['user', 'use'],
  ['late', 'later'],
  ['good', 'goods'],
  ["it's", 'it'],
]

describe('a stem takes regular inflection', () => {
  test.each(SAME)('%j is found in %j', (keyword, text) => expect(evaluateKeyword({ words: [keyword] }, text)).toBe(true))
})

describe('a stem takes no other word', () => {
  test.each(DIFFERENT)('%j is not found in %j', (keyword, text) => expect(evaluateKeyword({ words: [keyword] }, text)).toBe(false))
})
