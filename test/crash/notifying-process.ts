import { type ConversationFlow, openConversation, templateModel } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { type KillPoint, killingModel, killingStore } from './kill-points.js'

/** What a notifying process is told by its one parameter. */
export interface NotifyingTask {
  /** Each is the store of one conversation. */
  readonly directories: readonly string[]
  /** Where the process kills itself; null when it lives on. */
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

const { directories, kill }: NotifyingTask = JSON.parse(process.argv[2] ?? '')

/** Tells a conversation of everything. Returns what came of it. */
async function talk(directory: string) {
  const model = killingModel(templateModel(), kill)
  const conversation = await openConversation({ flow, id: 'a', model, store: killingStore(fileStore(directory), kill) })
  for (const id of IDS) await conversation.notify('payment.completed', id, { id })
  const { visits, data } = conversation
  const replies = conversation.messages.map(({ text }) => text)
  await conversation.close()
  return { visits, data, replies }
}

for (const directory of directories) console.log(JSON.stringify(await talk(directory)))
