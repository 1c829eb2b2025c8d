/**
 * Counts the heap that one thing keeps, in a process of its own, and writes the bytes to the channel `3`.
 *
 * node --expose-gc heap.js xstate | open STATES | closed STATES
 */
import { writeSync } from 'node:fs'
import { compileFlow, memoryStore, openConversation } from 'talkchart'
import { ringOf } from './flows.js'
import { startInvoking } from './hand-written.js'

const [scenario, states = '3'] = process.argv.slice(2)
const flow = ringOf(Number(states))
const OPEN = 500
const CLOSED = 2000

/** What was made lives until it is counted. */
const kept: unknown[] = []

function heapUsed(): number {
  for (let count = 0; count < 3; count += 1) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Makes so many things, and returns the bytes that each of them keeps. */
async function bytesEach(count: number, make: (position: number) => unknown): Promise<number> {
  // What is loaded and compiled once belongs to nobody.
  for (let position = 0; position < 20; position += 1) await make(-1 - position)
  const before = heapUsed()
  for (let position = 0; position < count; position += 1) kept.push(await make(position))
  return (heapUsed() - before) / count
}

const store = memoryStore()
const machine = compileFlow(flow)

const scenarios: Readonly<Record<string, () => Promise<number>>> = {
  xstate: () => bytesEach(OPEN, () => startInvoking()),
  open: () => bytesEach(OPEN, (position) => openConversation({ machine, store, id: `conversation-${position}` })),
  closed: () =>
    bytesEach(CLOSED, async (position) => {
      const id = `conversation-${position}`
      const conversation = await openConversation({ flow, store, id })
      await conversation.send('next')
      await conversation.close()
      // What a store keeps is wanted; only what is left beside it counts.
      await store.remove(id)
    }),
}

const count = scenarios[scenario ?? '']
if (count === undefined) throw new Error(`heap.ts knows ${Object.keys(scenarios).join(', ')}; this is ${scenario}.`)
writeSync(3, String(await count()))
