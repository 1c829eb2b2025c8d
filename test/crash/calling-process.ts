import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConversationFlow,
  type InvokeInput,
  keyword,
  type LanguageModel,
  llmClassifier,
  openConversation,
  templateModel,
} from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { fromPromise } from 'xstate'
import { type KillPoint, killingModel, killingStore, printLines, type Stop, standingAt, talkUntilKilled } from './kill-points.js'

/** What a calling process is told by its one parameter. */
export interface CallingTask {
  readonly places: readonly CallingPlace[]
}

/** Has the store and the calls of one conversation. */
export interface CallingPlace {
  readonly directory: string
  /** Where the conversation stands still until its process is killed; null when it goes on. */
  readonly kill: KillPoint | null
}

/** What one life has asked for: a line of JSON each in `calls.txt`. */
export interface Called {
  readonly process: number
  readonly id: string
  /** What was asked, so that one id is seen to stand for one thing. */
  readonly about: string
}

/** Calls of the model and of an actor in flows within the flow, a digression out of one of them, and an event that is held until its state goes on. */
const flow: ConversationFlow = {
  name: 'shop',
  initialState: 'hub',
  events: { 'payment.completed': {} },
  globalTransitions: { hours: keyword(['hours']) },
  globalNextStates: { hours: { call: 'hours' } },
  states: {
    hub: {
      prompt: { say: 'What now?' },
      transitions: { order: keyword(['order']), bye: keyword(['bye']) },
      nextStates: { order: { call: 'order' }, bye: 'end' },
      on: { 'payment.completed': { to: 'paid', saveAs: 'payment' } },
    },
    paid: { prompt: { instruct: 'Thank for the payment.' }, advanceTo: 'hub' },
    end: { prompt: { say: 'Bye.' } },
  },
  flows: {
    order: {
      states: {
        ask: {
          prompt: { instruct: 'Ask what is wanted.' },
          transitions: { told: llmClassifier({ prompt: 'Is {{text}} an order?', targetClass: 'yes' }) },
          nextStates: { told: 'reserve' },
        },
        reserve: { invoke: { src: 'reserve', saveAs: 'place' }, prompt: { instruct: 'Tell the place.' }, advanceTo: 'placed' },
        placed: { prompt: { instruct: 'Say that it is ordered.' } },
      },
    },
    hours: { states: { told: { prompt: { instruct: 'Tell the hours.' } } } },
  },
}

const { places }: CallingTask = JSON.parse(process.argv[2] ?? '')

/** Says everything in a conversation. Returns what was said in it, and how it ended. */
async function talk(directory: string, stop: Stop) {
  const note = (id: string, about: string) => {
    const called: Called = { process: process.pid, id, about }
    appendFileSync(join(directory, 'calls.txt'), `${JSON.stringify(called)}\n`)
  }
  const aroundActor = standingAt('actor', stop)
  const reserve = fromPromise(({ input }: { input: InvokeInput }) =>
    aroundActor(async () => {
      note(input.requestId, input.text)
      return 7
    }),
  )
  const conversation = await openConversation({
    flow,
    id: 'a',
    model: killingModel(notingModel(note), stop),
    store: killingStore(fileStore(join(directory, 'store')), stop),
    actors: { reserve },
  })
  await conversation.send('order', { id: 'm1' })
  await conversation.send('your hours?', { id: 'm2' })
  await conversation.notify('payment.completed', 'p1', { id: 'e1' })
  await conversation.send('two lamps', { id: 'm3' })
  await conversation.send('bye', { id: 'm4' })
  const { visits, data, outcome } = conversation
  const said = conversation.messages.map(({ role, text, id, state }) => `${role} ${id} in ${state}: ${text}`)
  await conversation.close()
  return { visits, data, outcome, said }
}

function notingModel(note: (id: string, about: string) => void): LanguageModel {
  const inner = templateModel({ understand: ({ text }) => ({ told: text.includes('lamps') ? 'yes' : 'no' }) })
  return {
    respond(request, options) {
      note(request.id, request.instruction)
      return inner.respond(request, options)
    },
    understand(request, options) {
      note(request.id, request.text)
      return inner.understand(request, options)
    },
  }
}

await talkUntilKilled(
  places.map(
    ({ directory, kill }) =>
      (stand) =>
        talk(directory, { at: kill, stand }),
  ),
  printLines,
)
