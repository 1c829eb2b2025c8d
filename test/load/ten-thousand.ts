/**
 * Ten thousand conversations of ten turns in one process, fifty at a time, against a model server of which every fifth answer is a
 * fault (429, 500, malformed, disconnected). A conversation is opened for each turn and closed after it, as a server does. Every one
 * of them has to end, or to stand where it can be retried, and no message may be lost, doubled or out of order.
 *
 * npm run build && node --import jiti/register test/load/ten-thousand.ts [--conversations 10000] [--store memory|file]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compileFlow, memoryStore, openConversation } from 'talkchart'
import { openaiModel } from 'talkchart/openai'
import { fileStore } from 'talkchart/stores/file'
import { countConversation, countFailure, emptyTally } from './conversation-tally.js'
import { flow, messagesOf } from './scenario.js'
import { startModelServer } from './start-model-server.js'

const AT_A_TIME = 50
const MOST_RETRIES = 3

const { values } = parseArgs({
  options: { conversations: { type: 'string', default: '10000' }, store: { type: 'string', default: 'memory' } },
})
const wanted = Number(values.conversations)
const directory = values.store === 'file' ? mkdtempSync(join(tmpdir(), 'talkchart-load-')) : undefined
const store = directory === undefined ? memoryStore() : fileStore(directory)
const server = await startModelServer('chaos')
const machine = compileFlow(flow, {
  model: openaiModel({ model: 'm', baseURL: server.baseURL, apiKey: 'none', maxRetries: 0, timeout: 30_000 }),
})
const tally = emptyTally()
let begun = 0

async function takeTurn(id: string, message: { readonly id: string; readonly text: string }): Promise<void> {
  const conversation = await openConversation({ machine, store, id })
  await conversation.send(message.text, { id: message.id })
  tally.turns += 1
  countFailure(tally, conversation)
  for (let retry = 0; retry < MOST_RETRIES && conversation.phase === 'failed'; retry += 1) {
    await conversation.retry()
    tally.retries += 1
    countFailure(tally, conversation)
  }
  await conversation.close()
}

async function converse(): Promise<void> {
  while (begun < wanted) {
    const id = `conversation-${begun++}`
    const said = messagesOf(id)
    for (const message of said) await takeTurn(id, message)
    await countConversation(tally, store, id, said)
    peak = Math.max(peak, process.memoryUsage().rss)
    // What is kept for ever would be measured as if it were the conversations' own.
    await store.remove(id)
    reportProgress()
  }
}

let peak = 0
let nextReport = 1000
const startedAt = performance.now()
const seconds = () => (performance.now() - startedAt) / 1000

function reportProgress(): void {
  const checked = tally.ended + tally.retryable + tally.stuck
  if (checked < nextReport) return
  nextReport += 1000
  console.log(`${checked} conversations after ${Math.round(seconds())} seconds, ${Math.round(process.memoryUsage().rss / 1e6)} MB`)
}

await Promise.all(Array.from({ length: AT_A_TIME }, converse))
const took = seconds()
const { user, system } = process.cpuUsage()
server.stop()
if (directory !== undefined) rmSync(directory, { recursive: true })

const { codes, ...counted } = tally
console.table({
  store: values.store,
  conversations: wanted,
  ...counted,
  ...Object.fromEntries([...codes].map(([code, count]) => [`failures: ${code}`, count])),
  seconds: Math.round(took),
  'CPU seconds': Math.round((user + system) / 1e6),
  'turns a second': Math.round(tally.turns / took),
  'peak memory, MB': Math.round(peak / 1e6),
})
process.exitCode = tally.stuck + tally.lost + tally.duplicated + tally.misordered === 0 ? 0 : 1
