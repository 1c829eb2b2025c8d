import { describe, expect, test } from 'vitest'
import { machine as support } from '../../machines/customer_support.js'
import { machine as sales } from '../../machines/sales_qualification.js'
import { talkTo } from './talk-to.js'

const TO_REFUND = ['a refund for my bill', 'I want my money back']

describe('money moves on a yes only', () => {
  test.each(['are you sure?', 'Is it OK?', 'yes but not today', 'is it ok if I pay tomorrow?', 'ok, are you sure?'])(
    '%j fires nothing',
    async (text) => {
      expect(await talkTo(support, [...TO_REFUND, text])).toMatchObject({ state: 'process_refund', transition: null })
    },
  )
  test.each(["I'm okay thanks", 'false for sure', 'dont do it, ok', 'nah', 'not yet'])('%j is a no', async (text) => {
    expect(await talkTo(support, [...TO_REFUND, text])).toMatchObject({ transition: 'declined' })
  })
  test.each(['yeah', 'yep', 'absolutely', 'of course', 'no problem', 'sure, no problem'])('%j is a yes', async (text) => {
    expect(await talkTo(support, [...TO_REFUND, text])).toMatchObject({ transition: 'accepted' })
  })
})

test.each([
  ['sure, no problem', 'interested'],
  ['hell yeah', 'interested'],
  ['I think so', 'interested'],
  ['no, I mean yes', 'interested'],
  ['are you sure?', null],
  ['yes but not now', null],
  ['you said yes', null],
  ['is that a no?', null],
])('in the sale %j fires %s', async (text, transition) => {
  expect(await talkTo(sales, [text])).toMatchObject({ transition })
})

test.each([
  ['yes, it persists', 'escalate'],
  ['when will it be fixed?', null],
  ['yes', 'resolved'],
  ['please help me', null],
  ['I am at work right now', null],
  ['make sure it works', null],
  ['yes, it works', 'resolved'],
])('in technical support %j fires %s', async (text, transition) => {
  expect(await talkTo(support, ['the app keeps crashing', text])).toMatchObject({ transition })
})
