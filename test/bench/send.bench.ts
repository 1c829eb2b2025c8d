import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Conversation, type ConversationStore, compileFlow, memoryStore, openConversation } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { afterAll, bench, describe } from 'vitest'
import { byCpuTime } from './cpu-time.js'
import { instantModel, pingPong } from './flows.js'

const directory = mkdtempSync(join(tmpdir(), 'talkchart-bench-'))
afterAll(() => rmSync(directory, { recursive: true }))

const verbatim = compileFlow(pingPong({ say: 'Well?' }))
const spoken = compileFlow(pingPong({ instruct: 'Ask.' }), { model: instantModel })

const stores: readonly (readonly [string, () => ConversationStore])[] = [
  ['memoryStore', memoryStore],
  ['fileStore', () => fileStore(directory)],
]

describe.each(stores)('with %s', (_name, makeStore) => {
  let conversation: Promise<Conversation> | undefined
  bench(
    'send, spoken word for word',
    async () => {
      conversation ??= openConversation({ machine: verbatim, store: makeStore() })
      await (await conversation).send('yes')
    },
    byCpuTime,
  )

  let forgetting: Promise<Conversation> | undefined
  bench(
    'send, spoken word for word, keeping 10 revisions',
    async () => {
      forgetting ??= openConversation({ machine: verbatim, store: makeStore(), keepRevisions: 10 })
      await (await forgetting).send('yes')
    },
    byCpuTime,
  )

  let modelled: Promise<Conversation> | undefined
  bench(
    'send, spoken through the model',
    async () => {
      modelled ??= openConversation({ machine: spoken, store: makeStore() })
      await (await modelled).send('yes')
    },
    byCpuTime,
  )

  const store = makeStore()
  bench(
    'open, send, close',
    async () => {
      const opened = await openConversation({ machine: verbatim, store, id: 'again' })
      await opened.send('yes')
      await opened.close()
    },
    byCpuTime,
  )
})
