import { compareFlows, compileFlow, defineFlow, memoryStore, openConversation, surveyDrift } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { changed, first, renamed, second } from './flows.js'

describe('compareFlows', () => {
  it('finds every state of the same flow the same, whatever the version is called', () => {
    const { states, added } = compareFlows(first, { ...first, version: '9' })
    expect([...states.values()].map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same'])
    expect(added).toEqual([])
  })

  it('tells a changed state from the others', () => {
    const { states } = compareFlows(first, { ...changed, initialContext: { language: 'en' } })
    expect(Object.fromEntries(states)).toEqual({
      greeting: { verdict: 'same' },
      assist: { verdict: 'compatible' },
      end: { verdict: 'same' },
    })
  })

  it('finds a state changed by a prompt that it names, and no other', () => {
    const states = { a: { prompt: 'hello', advanceTo: 'b' }, b: { prompt: 'bye' } } as const
    const old = defineFlow({ name: 'two', initialState: 'a', states, prompts: { hello: { say: 'Hi' }, bye: { say: 'Bye' } } })
    const current = defineFlow({ name: 'two', initialState: 'a', states, prompts: { hello: { say: 'Hello' }, bye: { say: 'Bye' } } })
    const compared = compareFlows(old, current).states
    expect([compared.get('a'), compared.get('b')]).toEqual([{ verdict: 'compatible' }, { verdict: 'same' }])
  })

  it('follows a renaming, and says what is gone without it', () => {
    expect(compareFlows(first, renamed).states.get('assist')).toEqual({ verdict: 'gone', reason: 'it was removed' })
    expect(compareFlows(first, renamed, { assist: 'support' }).states.get('assist')).toEqual({ verdict: 'renamed', to: 'support' })
    expect(compareFlows(first, renamed).added).toEqual(['support'])
    expect(compareFlows(first, renamed, { assist: 'nowhere' }).states.get('assist')).toMatchObject({ verdict: 'gone' })
  })

  it('takes a state that stops to listen for gone', () => {
    const silent = second((states) => {
      states.assist = { prompt: { say: 'We call you.' } }
    })
    expect(compareFlows(first, silent).states.get('assist')).toEqual({
      verdict: 'gone',
      reason: 'it does not wait for the user any more',
    })
  })
})

describe('surveyDrift', () => {
  it('counts what a deploy does to the stored conversations', async () => {
    const store = memoryStore()
    const say = async (id: string, texts: readonly string[]) => {
      const conversation = await openConversation({ flow: first, store, id })
      for (const text of texts) await conversation.send(text)
      await conversation.close()
    }
    await say('at the greeting', [])
    await say('in assist', ['help'])
    await say('ended', ['help', 'bye'])
    await openConversation({ flow: { ...first, name: 'other' }, store, id: 'of another flow' })
    const machine = compileFlow(renamed)
    const survey = await surveyDrift(store, machine)
    expect(survey).toMatchObject({ safe: 2, mapped: 0, ofOtherFlows: 1 })
    expect(survey.stranded).toEqual([{ id: 'in assist', state: 'assist', version: '1.0.0', reason: 'the running flow has no such state' }])
    expect(await surveyDrift(store, machine, { assist: 'support' })).toEqual({ safe: 2, mapped: 1, ofOtherFlows: 1, stranded: [] })
  })

  it('goes through every page of a store', async () => {
    const store = memoryStore()
    const machine = compileFlow(first)
    for (let number = 0; number < 105; number += 1) {
      const conversation = await openConversation({ machine, store, id: `conversation ${number}` })
      await conversation.close()
    }
    expect(await surveyDrift(store, machine)).toMatchObject({ safe: 105 })
  })
})
