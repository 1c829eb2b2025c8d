// Serves conversations in a process of its own: node serving-process.mjs FOLDER. Prints where it listens. SIGTERM lets it come to an end.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LanguageModel } from '../../../src/index.js'
import { conversationHandler, conversationHost, nodeListener } from '../../../src/server/index.js'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { flow } from './flow.js'

const [folder = ''] = process.argv.slice(2)

const model: LanguageModel = {
  async respond({ id }, { signal, onDelta }) {
    appendFileSync(join(folder, 'calls.txt'), `${id}\n`)
    for (const piece of ['So ', 'it ', 'is.']) {
      await sleep(60, undefined, { signal })
      onDelta(piece)
    }
    return { text: 'So it is.', usage: { inputTokens: 1, outputTokens: 1 } }
  },
  async understand() {
    throw new Error('Nothing is to be understood here.')
  },
}

const host = conversationHost({ flow, model, store: fileStore(join(folder, 'store')) })
const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone' })))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/conversations`)
})
process.once('SIGTERM', async () => {
  await host.drain()
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
