// A plain XState actor in a process of its own. It says a message, or goes on from a snapshot, and prints a persisted snapshot
// as one line after every step, until it has come to rest.
import { createActor, type Snapshot } from 'xstate'
import { compileFlow } from '../../../src/compile/compile-flow.js'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { parseFlow } from '../../../src/parse/parse-flow.js'

interface Task {
  readonly flow: unknown
  readonly baseURL: string
  readonly apiKey: string
  readonly text?: string
  readonly snapshot?: Snapshot<unknown>
}

const { flow, baseURL, apiKey, snapshot, text }: Task = JSON.parse(process.argv[2] ?? '{}')
const model = openaiModel({ model: 'gpt-test', apiKey, baseURL, maxRetries: 0 })
const start = snapshot === undefined ? { input: { conversationId: 'ana' } } : { snapshot, input: {} }
const actor = createActor(compileFlow(parseFlow(flow), { model }), start).start()
if (text !== undefined) actor.send({ type: 'user.message', text })

const print = () => process.stdout.write(`${JSON.stringify(actor.getPersistedSnapshot())}\n`)
print()
actor.subscribe((state) => {
  print()
  if (state.hasTag('listening') || state.hasTag('failed') || state.status !== 'active') actor.stop()
})
