// Talks under an inspector, says so, and has nothing more to do.
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const source = (path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))
const jiti = createJiti(import.meta.url)
const { defineFlow, keyword, openConversation } = await jiti.import(source('index.ts'))
const { inspectConversation } = await jiti.import(source('inspect/inspect-conversation.ts'))
const { inspectorServer } = await jiti.import(source('inspect/inspector-server.ts'))

const [url] = process.argv.slice(2)
const server = url === 'own-server' ? { adapter: await inspectorServer({ port: 0 }) } : { url }
const flow = defineFlow({
  name: 'watched',
  initialState: 'hello',
  states: { hello: { prompt: { say: 'Hello!' }, transitions: { again: keyword(['again']) }, nextStates: { again: 'hello' } } },
})
const conversation = await openConversation({ flow, id: 'watched', inspect: inspectConversation(server).inspect })
await conversation.send('again')
// Long enough for the connection to be made, or refused.
await new Promise((resolve) => setTimeout(resolve, 500))
console.log(conversation.phase)
