import { setImmediate as nextMacrotask } from 'node:timers/promises'
import {
  type CompileOptions,
  type ConversationFlow,
  compileFlow,
  keyword,
  memoryStore,
  openConversation,
  templateModel,
} from '../../src/index.js'

// What compiled machines leave behind, measured in a process of its own: node --expose-gc. Prints one JSON object.

const flow = (states: number): ConversationFlow => ({
  name: 'long',
  initialState: 'state_0',
  states: Object.fromEntries(
    Array.from({ length: states }, (_, index) => {
      const next = `state_${(index + 1) % states}`
      return [`state_${index}`, { prompt: { say: 'Go on?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: next } }]
    }),
  ),
})

/** Lets everything go that nobody holds. */
async function collect(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    await nextMacrotask()
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

/** How many bytes each conversation leaves, once it is closed and removed. */
async function bytesLeft(optionsOf: (id: string) => CompileOptions, definition: ConversationFlow): Promise<number> {
  const store = memoryStore()
  const take = async (from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      const id = `c${number}`
      const conversation = await openConversation({ flow: definition, id, store, onDelta: () => undefined, ...optionsOf(id) })
      await conversation.close()
      await store.remove(id)
    }
  }
  await take(0, 200)
  const before = await collect()
  await take(200, 1200)
  return Math.round(((await collect()) - before) / 1000)
}

/** How many bytes each flow leaves that is compiled and let go in one go, without a pause in which V8 lets references go. */
function bytesLeftAtOnce(): number {
  const take = (count: number) => {
    for (let number = 0; number < count; number += 1) compileFlow(flow(10))
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = take(20)
  return Math.round((take(100) - before) / 100)
}

/** Whether a machine is let go once the flow, or the model that it was compiled with, is. */
async function isCollected(make: () => WeakRef<object>): Promise<boolean> {
  const machine = make()
  // What V8 compiles meanwhile may hold something a little longer.
  for (let tries = 0; tries < 5 && machine.deref() !== undefined; tries += 1) await collect()
  return machine.deref() === undefined
}

const shared = flow(3)
const held = flow(3)
const model = templateModel()
const result = {
  sameOptions: await bytesLeft(() => ({ model }), flow(300)),
  freshParts: await bytesLeft(() => ({ model: templateModel(), onProblem: () => undefined }), shared),
  freshTexts: await bytesLeft((id) => ({ model, prompts: { greet: { say: `Hello, ${id}` } } }), shared),
  atOnce: bytesLeftAtOnce(),
  withoutFlow: await isCollected(() => new WeakRef(compileFlow(flow(3), { model }))),
  withoutModel: await isCollected(() => new WeakRef(compileFlow(held, { model: templateModel() }))),
  whileBothAreHeld: await isCollected(() => new WeakRef(compileFlow(held, { model }))),
}
console.log(JSON.stringify(result))
// They are held until here.
if (compileFlow(held, { model }).id !== 'long') process.exitCode = 1
