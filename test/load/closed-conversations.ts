/**
 * A closed conversation costs no memory: opens, uses and closes conversations one after the other, and shows the heap along the way.
 * The store keeps nothing for long, so that only what an open conversation leaves behind can grow.
 *
 * npm run build && node --expose-gc --import jiti/register test/load/closed-conversations.ts [--conversations 10000]
 */
import { parseArgs } from 'node:util'
import { compileFlow, memoryStore, openConversation, templateModel } from 'talkchart'
import { flow, messagesOf } from './scenario.js'

/** What a heap may grow by from one thousand conversations to the last: caches that fill, and the garbage of a moment. */
const MOST_GROWTH = 2_000_000

const { values } = parseArgs({ options: { conversations: { type: 'string', default: '10000' } } })
const wanted = Number(values.conversations)
const machine = compileFlow(flow, { model: templateModel() })
const store = memoryStore()
const rows: { readonly conversations: number; readonly 'heap, MB': number }[] = []
let baseline = 0

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('Start this with node --expose-gc.')
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

for (let number = 1; number <= wanted; number += 1) {
  const id = `conversation-${number}`
  const conversation = await openConversation({ machine, store, id })
  for (const { id: messageId, text } of messagesOf(id).slice(0, 3)) await conversation.send(text, { id: messageId })
  await conversation.close()
  await store.remove(id)
  if (number % Math.ceil(wanted / 10) !== 0) continue
  const used = heap()
  baseline ||= used
  rows.push({ conversations: number, 'heap, MB': Math.round(used / 1e4) / 100 })
}

console.table(rows)
const growth = heap() - baseline
console.log(`${growth} bytes more after ${wanted} conversations than after the first tenth of them`)
process.exitCode = growth > MOST_GROWTH ? 1 : 0
