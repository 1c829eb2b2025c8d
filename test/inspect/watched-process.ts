// Talks under an inspector, says so, and has nothing more to do.
import { setTimeout as wait } from 'node:timers/promises'
import { keyword } from '../../src/conditions/kinds/keyword/keyword.js'
import { defineFlow } from '../../src/definition/define-flow.js'
import { inspectConversation } from '../../src/inspect/inspect-conversation.js'
import { inspectorServer } from '../../src/inspect/inspector-server.js'
import { openConversation } from '../../src/open/open-conversation.js'

const flow = defineFlow({
  name: 'watched',
  initialState: 'hello',
  states: { hello: { prompt: { say: 'Hello!' }, transitions: { again: keyword(['again']) }, nextStates: { again: 'hello' } } },
})

async function talk(target: string): Promise<void> {
  const options = target === 'own-server' ? { adapter: await inspectorServer({ port: 0 }) } : { url: target }
  const conversation = await openConversation({ flow, id: 'watched', inspect: inspectConversation(options).inspect })
  await conversation.send('again')
  // Long enough for the connection to be made, or refused.
  await wait(500)
  console.log(conversation.phase)
}

void talk(process.argv[2] ?? '')
