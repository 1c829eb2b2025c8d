import { affirm, type ConversationFlow, fields, keyword, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { rental } from '../fields/rental-flow.js'
import { readyFlows } from './ready-flows.js'

const CODES = ['choice-shadowed', 'shared-choice', 'correction-unreachable', 'stale-slot']

function found(flow: ConversationFlow) {
  return analyzeFlow(flow).diagnostics.filter(({ code }) => CODES.includes(code))
}

const size = { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large', 'open top'] } } } as const
const done = { prompt: { say: 'Done.' } } as const

/** A flow in which "open" goes elsewhere while the size is asked for. */
const shop: ConversationFlow = {
  name: 'shop',
  initialState: 'details',
  fields: fields({ size }),
  states: { details: { collect: ['size'], nextStates: { collected: 'done' } }, done, hours: done },
  globalTransitions: { hours: keyword(['open']) },
  globalNextStates: { hours: 'hours' },
}

describe('choice-shadowed', () => {
  test('tells of the word that goes elsewhere, and it does', async () => {
    const [shadowed, ...others] = found(shop)
    expect([shadowed?.path, others]).toEqual([['fields', 'size', 'from', 'choices', 'large', 1], []])
    const conversation = await openConversation({ flow: shop, store: memoryStore(), id: 'shop' })
    expect((await conversation.send(shadowed?.witness ?? '')).transition).toBe('hours')
  })

  test.each<[string, Partial<ConversationFlow>]>([
    ['while the field lets no global transition through', { fields: fields({ size: { ...size, globals: false } }) }],
    ['while the field lets others through', { fields: fields({ size: { ...size, globals: [] } }) }],
    [
      'where the words are read beside a digression',
      { globalNextStates: { hours: { call: 'hours' } }, flows: { hours: { states: { done } } } },
    ],
    [
      'where the model decides',
      { globalTransitions: { hours: llmClassifier({ prompt: 'Do they ask when it is open?', targetClass: 'yes' }) } },
    ],
  ])('is not told %s', (_case, rest) => {
    expect(found({ ...shop, ...rest })).toEqual([])
  })

  test('knows what stands before a correction, and what behind it', () => {
    const correcting = (own: string): ConversationFlow => ({
      ...shop,
      states: {
        ...shop.states,
        details: {
          prompt: { say: 'Right?' },
          correct: ['size'],
          transitions: { right: affirm(), own: keyword([own]) },
          nextStates: { right: 'done', own: 'done', corrected: 'details' },
        },
      },
    })
    expect(found(correcting('small')).map(({ path }) => path.at(-2))).toEqual(['large'])
  })
})

test('the suggestions of a text are read, but for what is a global keyword whole', () => {
  const note = { ask: { say: 'Any wishes?' }, from: 'text', suggestions: ['open the box', 'open'] } as const
  const flow: ConversationFlow = {
    ...shop,
    fields: fields({ note }),
    states: { ...shop.states, details: { collect: ['note'], nextStates: { collected: 'done' } } },
  }
  expect(found(flow).map(({ path }) => path.at(-1))).toEqual([1])
})

test.each([...readyFlows, ['rental', rental] as const])('%s is in order', (_name, flow) => {
  expect(found(flow)).toEqual([])
})
