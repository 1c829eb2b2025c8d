import { type ConversationFlow, compileFlow, memoryStore, openConversation } from 'talkchart'
import { asidesOf, ringOf } from '../flows.js'
import type { Group, Sampler } from '../sampling.js'

const kilobytes = (json: unknown) => JSON.stringify(json).length / 1000

const chartSize =
  (flow: ConversationFlow): Sampler =>
  async () =>
    kilobytes(compileFlow(flow).config)

/** What is stored of a conversation after two messages, the second of which leads into another flow where there is one. */
const recordSize =
  (flow: ConversationFlow): Sampler =>
  async () => {
    const store = memoryStore()
    const conversation = await openConversation({ flow, store, id: 'size' })
    for (const text of ['next', 'aside1']) await conversation.send(text)
    await conversation.close()
    return kilobytes(await store.load('size'))
  }

export const size: Group = {
  name: 'size',
  title: 'Bytes of a chart, and of a record',
  about:
    'Of a ring of 400 states, as JSON, in kB of 1000 bytes. With digressions, 20 flows may be called from every state. ' +
    'The record is that of a conversation after two messages. Exact.',
  unit: 'kB',
  baselines: ['chart, 400 states'],
  rounds: 1,
  samplers: () => ({
    'chart, 400 states': chartSize(ringOf(400)),
    'chart, 400 states, 20 digressions': chartSize(asidesOf(400, 20)),
    'record, 400 states': recordSize(ringOf(400)),
    'record, 400 states, 20 digressions': recordSize(asidesOf(400, 20)),
  }),
}
