import { type LanguageModel, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { flow } from 'talkchart/machines/appointment'
import { describe, expect, test } from 'vitest'

/** What is said, or happens (`#`, the event and its payload), how the last words of the flow begin, and where it then stands. */
type Step = readonly [said: string, says: RegExp | null, state: string]

const DAY = /on which day/i
const NAME = /under which name|the name to book under/i

const STEPS: readonly Step[] = [
  ['hello', /haircuts, colouring and massages/, 'welcome'],
  ['what does a massage cost?', /book something/, 'welcome'],
  ['then a massage, please', DAY, 'details'],
  ['hm', DAY, 'details'],
  ['do you open on sundays?', DAY, 'details'],
  ['the evening of 8 May 2031', NAME, 'details'],
  ['a human please', /colleague takes over/, 'colleague/desk'],
  ['is there a place by the window?', null, 'colleague/desk'],
  ['#handoff.ended null', NAME, 'details'],
  ['Ada Lovelace', /number/, 'details'],
  ['12', /number/, 'details'],
  ['030 123 4567', /massage on 2031-05-08.*evening.*Ada Lovelace/, 'confirm'],
  ['yes, but make it a haircut', /haircut on 2031-05-08.*evening/, 'confirm'],
  ['no, on 9 May 2031', /haircut on 2031-05-09/, 'confirm'],
  ['are you sure?', /yes/, 'confirm'],
  ['no', /change/, 'change'],
  ['the time', /morning, afternoon or evening/, 'details'],
  ['in the morning', /2031-05-09.*morning/, 'confirm'],
  ['yes please', /four-digit PIN/, 'identity/pin'],
  ['1111', /PIN/, 'identity/pin'],
  ['4711', /20 euros/, 'deposit'],
  ['I have paid', /deposit/, 'deposit'],
  ['#payment.completed {"amount":20}', /20 euros have come in/, 'booked'],
]

/** Says what it is told to say. */
const obedient = (): LanguageModel => scriptedModel({ respond: ({ instruction }) => instruction })

describe.each(['words', 'model'] as const)('worded by %s', (by) => {
  test('an appointment with its repairs, opened anew for each message', async () => {
    const store = memoryStore()
    for (const [said, says, state] of STEPS) {
      const conversation = await openConversation({ flow, id: 'talk', store, ...(by === 'model' ? { model: obedient() } : {}) })
      const [, event, payload] = /^#(\S+) (.*)$/.exec(said) ?? []
      const turn = await (event === undefined ? conversation.send(said) : conversation.notify(event, JSON.parse(payload ?? 'null')))
      expect({ said, state: turn.state, error: turn.error }).toEqual({ said, state, error: null })
      if (says === null) expect(turn.replies).toEqual([])
      else expect(turn.replies.at(-1)?.text).toMatch(says)
      await conversation.close()
    }
  })
})
