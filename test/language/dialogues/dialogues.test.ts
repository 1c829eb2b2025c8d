import {
  type CompileOptions,
  type ConversationFlow,
  type LanguageModel,
  memoryStore,
  openConversation,
  type Question,
  scriptedModel,
} from 'talkchart'
import { describe, expect, test } from 'vitest'
import { fromPromise } from 'xstate'
import { foodFlow } from './food.js'
import { transferFlow } from './transfer.js'

/** What is said, or happens (`#` and the event's name), what the flow says to it, and where it then stands. */
type Step = readonly [said: string, says: readonly string[], state: string]

interface InOutside {
  readonly input: { readonly data: Readonly<Record<string, unknown>> }
}

const found = (text: string, names: readonly string[]) => names.find((name) => text.toLowerCase().includes(name)) ?? null

/** Finds in a message what a model would: the name, the kind, and the last number. */
function read(text: string) {
  const number = /\d+/g.exec(text) === null ? null : Number(text.match(/\d+/g)?.at(-1))
  return { recipient: found(text, ['ana', 'ben']), type: found(text, ['cheese', 'veggie']), amount: number, count: number }
}

const CLASSES: Readonly<Record<string, RegExp>> = { pizza: /pizza/i, sushi: /sushi/i, change: /change/i, delivery: /delivery|arrive/i }

function answer(question: Question, text: string): unknown {
  if (question.type === 'extract') return read(text)
  const about = Object.keys(CLASSES).find((word) => question.instruction.includes(word))
  return about !== undefined && CLASSES[about]?.test(text) ? 'yes' : 'no'
}

const reader = (): LanguageModel =>
  scriptedModel({
    understand: ({ questions, text }) => Object.fromEntries(questions.map((question) => [question.key, answer(question, text)])),
  })

async function talk(flow: ConversationFlow, actors: NonNullable<CompileOptions['actors']>, model: boolean, steps: readonly Step[]) {
  const store = memoryStore()
  const open = () => openConversation({ flow, id: 'talk', store, actors, ...(model ? { model: reader() } : {}) })
  for (const [said, says, state] of steps) {
    // Each message finds a conversation that was opened anew.
    const conversation = await open()
    const turn = said.startsWith('#') ? await conversation.notify(said.slice(1)) : await conversation.send(said)
    expect({ said, says: turn.replies.map(({ text }) => text), state: turn.state, error: turn.error }).toEqual({
      said,
      says,
      state,
      error: null,
    })
    await conversation.close()
  }
}

describe.each(['words', 'model'] as const)('read by %s', (by) => {
  test('a transfer with its repairs', async () => {
    let tried = 0
    const bank = {
      check_funds: fromPromise(async ({ input }: InOutside) => ({ funds_ok: Number(input.data['amount']) <= 300 })),
      execute: fromPromise(async () => {
        tried += 1
        if (tried === 1) throw new Error('the bank sleeps')
        return 'R-1'
      }),
      balance: fromPromise(async () => '300 euros'),
    }
    await talk(transferFlow(by), bank, by === 'model', [
      ['hello', ['Sorry?'], 'start'],
      ['send money to Ben', ['How much?'], 'details'],
      ['how much do I have?', ['You have 300 euros.', 'How much?'], 'details'],
      ['900', ['900 is not possible: up to 500. How much?'], 'details'],
      ['400', ['You do not have that much.', 'How much?'], 'details'],
      ['250', ['250 to ben: shall I?'], 'confirm'],
      ['yes, but make it 200', ['200 to ben: shall I?'], 'confirm'],
      ['no, to Ana', ['200 to ana: shall I?'], 'confirm'],
      ['may I talk to a person first?', ['A colleague takes over.'], 'colleague/desk'],
      ['yes', [], 'colleague/desk'],
      ['#handoff.ended', ['I am back.', '200 to ana: shall I?'], 'confirm'],
      ['hm', ['So: 200 to ana. Yes or no?'], 'confirm'],
      ['yes please', ['That did not work: the bank sleeps.', 'What can I do for you?'], 'start'],
      ['send 50 to Ben', ['50 to ben: shall I?'], 'confirm'],
      ['never mind', ['The transfer is cancelled.', 'What can I do for you?'], 'start'],
      ['send 20 to Ana', ['20 to ana: shall I?'], 'confirm'],
      ['sure', ['Done. Receipt R-1.', 'Anything else?'], 'start'],
      ['hm', ['Sorry?'], 'start'],
      ['hmm', ['Transfers or your balance?'], 'start'],
      ['hmmm', ['I put you through.'], 'human'],
      ['#handoff.ended', ['Anything else?'], 'start'],
      ['no, bye', ['Bye.'], 'goodbye'],
    ])
    expect(tried).toBe(2)
  })

  test('an order that is revised', async () => {
    const shop = { price: fromPromise(async () => '15 euros'), estimate: fromPromise(async () => 40) }
    await talk(foodFlow(by), shop, by === 'model', [
      ['hello', ['So, pizza or sushi?'], 'initial'],
      ['how long does delivery take?', ['In 40 minutes.', 'So, pizza or sushi?'], 'initial'],
      ['a large pizza please', ['Cheese or veggie?'], 'pizza'],
      ['hm', ['Cheese or veggie?'], 'pizza'],
      ['when will it arrive?', ['In 40 minutes.', 'Cheese or veggie?'], 'pizza'],
      ['veggie', ['That is 15 euros. All right?'], 'confirm'],
      ['when will it arrive?', ['In 40 minutes.', 'That is 15 euros. All right?'], 'confirm'],
      ['hmm', ['That is 15 euros. All right?'], 'confirm'],
      ['I want to change it', ['So, pizza or sushi?'], 'initial'],
      ['sushi', ['How many rolls?'], 'sushi'],
      ['12', ['12 is not possible (at most 10). How many?'], 'sushi'],
      ['when would it arrive?', ['In 40 minutes.', 'How many rolls?'], 'sushi'],
      ['I do not know', ['How many rolls?'], 'sushi'],
      ['3', ['That is 15 euros. All right?'], 'confirm'],
      ['change it please', ['Pizza or sushi?'], 'initial'],
      ['pizza', ['Small or large?'], 'pizza'],
      ['not a small one', ['Small or large?'], 'pizza'],
      ['a small one', ['Cheese or veggie?'], 'pizza'],
      ['cheese', ['That is 15 euros. All right?'], 'confirm'],
      ['yes please', ['Thanks, bye!'], 'end'],
    ])
  })
})
