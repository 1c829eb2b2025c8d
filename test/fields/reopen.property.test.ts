import fc from 'fast-check'
import { memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { runsOr } from '../runs.js'
import { rental } from './rental-flow.js'

const WORDS = 'rent large small medium big not 3 5 90 2.5 twelve AB-1234 open human yes no but make it , hm nothing please a'.split(' ')

const message = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

interface Seen {
  readonly says: readonly string[]
  readonly state: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Talks, in one conversation or in one that is opened anew for each message. */
async function talk(messages: readonly string[], reopens: boolean): Promise<readonly Seen[]> {
  const store = memoryStore()
  const seen: Seen[] = []
  let conversation = await openConversation({ flow: rental, id: 'talk', store })
  for (const text of messages) {
    if (conversation.phase === 'done') break
    if (reopens) {
      await conversation.close()
      conversation = await openConversation({ flow: rental, id: 'talk', store })
    }
    const { replies } = await conversation.send(text)
    seen.push({ says: replies.map((reply) => reply.text), state: conversation.state, data: { ...conversation.data } })
  }
  await conversation.close()
  return seen
}

test('a talk goes the same way when it is opened anew for each message, and what it knows always fits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 8 }), async (messages) => {
      const straight = await talk(['rent', ...messages], false)
      expect(await talk(['rent', ...messages], true)).toEqual(straight)
      for (const { data, state } of straight) {
        const { size = 'small', days = 1, code = '0000' } = data
        expect(['small', 'medium', 'large']).toContain(size)
        expect(Number.isInteger(days) && Number(days) >= 1 && Number(days) <= 30).toBe(true)
        expect(code).toMatch(/^\d{4}$/)
        if (state === 'confirm') expect(Object.keys(data)).toEqual(expect.arrayContaining(['size', 'days', 'note']))
      }
    }),
    { numRuns: runsOr(25) },
  )
})
