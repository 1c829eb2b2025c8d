import { affirm, deny, unsure } from 'talkchart'
import { expect, test } from 'vitest'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { answerOf } from './answers.js'

const TOKENS = [
  'budget',
  'well',
  'no',
  'not',
  "isn't",
  'really',
  'works',
  'yes',
  'crash',
  'at all',
  'now',
  'know',
  'great',
  'terrible',
  'ok',
  ',',
]
const CONDITIONS = { yes: affirm(), no: deny(), unsure: unsure() }

/** All texts of one to three tokens. */
function texts(): readonly string[] {
  const one = TOKENS.map((token) => [token])
  const two = one.flatMap((talk) => TOKENS.map((token) => [...talk, token]))
  const three = two.flatMap((talk) => TOKENS.map((token) => [...talk, token]))
  return [...one, ...two, ...three].map((talk) => talk.join(' '))
}

function heard(text: string): string | undefined {
  return Object.entries(CONDITIONS).find(([, condition]) => evaluateCondition(condition, { text, data: {} }) === true)?.[0]
}

test('the reference reads an answer in every talk of three tokens as the conditions do', () => {
  expect(texts().filter((text) => heard(text) !== answerOf(text))).toEqual([])
})
