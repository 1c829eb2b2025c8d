import { type ConversationFlow, openConversation, templateModel } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { type KillPoint, killingModel, killingStore, printLines, type Stop, talkUntilKilled } from './kill-points.js'

/** What a notifying process is told by its one parameter. */
export interface NotifyingTask {
  readonly places: readonly NotifyingPlace[]
}

export interface NotifyingPlace {
  /** The store of one conversation. */
  readonly directory: string
  /** Where the conversation stands still until its process is killed; null when it goes on. */
  readonly kill: KillPoint | null
}

/** The ids of the events that are told of, and repeated by a careful client until they are answered. */
const IDS = ['p1', 'p2', 'p3']

const flow: ConversationFlow = {
  name: 'payments',
  initialState: 'paying',
  events: { 'payment.completed': {} },
  states: {
    paying: { prompt: { say: 'Please pay.' }, transitionsOn: 'event', on: { 'payment.completed': { to: 'paid', saveAs: 'payment' } } },
    paid: {
      prompt: { say: 'Thank you.', instruct: 'Thank the user.' },
      transitionsOn: 'event',
      on: { 'payment.completed': { to: 'paid', saveAs: 'payment' } },
    },
  },
}

const { places }: NotifyingTask = JSON.parse(process.argv[2] ?? '')

/** Tells a conversation of everything. Returns what came of it. */
async function talk(directory: string, stop: Stop) {
  const model = killingModel(templateModel(), stop)
  const conversation = await openConversation({ flow, id: 'a', model, store: killingStore(fileStore(directory), stop) })
  for (const id of IDS) await conversation.notify('payment.completed', id, { id })
  const { visits, data } = conversation
  const replies = conversation.messages.map(({ text }) => text)
  await conversation.close()
  return { visits, data, replies }
}

await talkUntilKilled(
  places.map(
    ({ directory, kill }) =>
      (stand) =>
        talk(directory, { at: kill, stand }),
  ),
  printLines,
)
