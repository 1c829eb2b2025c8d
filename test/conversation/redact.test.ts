import { defineFlow, fields, keyword, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'

const flow = defineFlow({
  name: 'card',
  initialState: 'ask',
  states: {
    ask: { prompt: { say: 'Your card?' }, transitions: { given: keyword(['card']) }, nextStates: { given: 'answer' } },
    answer: { prompt: { instruct: 'Repeat the number.' }, transitions: { given: keyword(['card']) }, nextStates: { given: 'answer' } },
  },
})

const NUMBER = '4111 1111 1111 1111'
const redact = (text: string) => text.replaceAll(/\d{4}(?: \d{4}){3}/g, '[card]')

describe('redact', () => {
  it('keeps a text out of everything that is stored, and in the open conversation', async () => {
    const memory = memoryStore()
    const commits: string[] = []
    const commit: typeof memory.commit = (id, next) => {
      commits.push(JSON.stringify(next))
      return memory.commit(id, next)
    }
    const model = scriptedModel({ respond: `Thanks, ${NUMBER}.` })
    const conversation = await openConversation({ flow, store: { ...memory, commit }, id: 'a', model, redact })
    const turns = await Promise.all([conversation.send(`my card: ${NUMBER}`), conversation.send(`the same card: ${NUMBER}`)])
    expect(turns[0]?.reply).toContain(NUMBER)
    expect(JSON.stringify(model.requests[1]?.history)).toContain(NUMBER)
    expect(commits.some((written) => written.includes('"pending":[{'))).toBe(true)
    for (const written of commits) expect(written).not.toContain(NUMBER)
    expect((await conversation.history()).map(({ text }) => text)[1]).toBe('my card: [card]')
    await conversation.close()
  })

  it('keeps a value that did not fit its field out of what is stored', async () => {
    const asking = defineFlow({
      name: 'asking',
      initialState: 'details',
      fields: fields({ note: { ask: { say: 'Your note?' }, from: 'text', schema: { maxLength: 5 }, invalid: { say: 'Too long.' } } }),
      states: { details: { collect: ['note'], nextStates: { collected: 'done' } }, done: { prompt: { say: 'Done.' } } },
    })
    const memory = memoryStore()
    const commits: string[] = []
    const commit: typeof memory.commit = (id, next) => {
      commits.push(JSON.stringify(next))
      return memory.commit(id, next)
    }
    const conversation = await openConversation({ flow: asking, store: { ...memory, commit }, id: 'a', redact })
    expect((await conversation.send(NUMBER)).reply).toBe('Too long.')
    for (const written of commits) expect(written).not.toContain(NUMBER)
    expect(commits.at(-1)).toContain('"refused":{')
    await conversation.close()
  })

  it('keeps a value of the model that did not fit out of what is stored, whatever its form', async () => {
    const asking = defineFlow({
      name: 'asking',
      initialState: 'details',
      fields: fields({ card: { ask: { say: 'Your card?' }, schema: { type: 'boolean' }, invalid: { say: 'That is none.' } } }),
      states: { details: { collect: ['card'], nextStates: { collected: 'done' } }, done: { prompt: { say: 'Done.' } } },
    })
    const memory = memoryStore()
    const commits: string[] = []
    const commit: typeof memory.commit = (id, next) => {
      commits.push(JSON.stringify(next))
      return memory.commit(id, next)
    }
    const told = { numbers: [NUMBER], [NUMBER]: true }
    const model = scriptedModel({ understand: { extract: { card: told } } })
    const conversation = await openConversation({ flow: asking, store: { ...memory, commit }, id: 'a', redact, model })
    expect((await conversation.send('my card')).reply).toBe('That is none.')
    for (const written of commits) expect(written).not.toContain(NUMBER)
    expect(commits.at(-1)).toContain('"refused":{')
    await conversation.close()
  })
})
