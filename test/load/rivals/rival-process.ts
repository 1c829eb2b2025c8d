import { appendFileSync } from 'node:fs'
import pg from 'pg'
import { type Conversation, compileFlow, defineFlow, keyword, type LanguageModel, openConversation } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { postgresStore } from 'talkchart/stores/postgres'
import type { StorePlace } from '../open-place.js'

/** What a process is told by its parameter. */
export interface RivalTask {
  readonly store: StorePlace
  /** A line for each call of the model when it begins, and for each reply that was told. */
  readonly log: string
  readonly leaseMilliseconds: number
}

/** A message that the parent has one of the clients send. */
export interface RivalRequest {
  readonly request: number
  readonly conversation: string
  readonly id: string
  readonly text: string
}

const task: RivalTask = JSON.parse(process.argv[2] ?? '')
const note = (line: object) => appendFileSync(task.log, `${JSON.stringify({ process: process.pid, ...line })}\n`)
const usage = { inputTokens: 0, outputTokens: 0 }

/** Answers what it was asked, after a while; so a reply that was made for another message shows. */
const model: LanguageModel = {
  respond: async (request, { signal, onDelta }) => {
    note({ call: request.id })
    const text = `re: ${request.history.at(-1)?.text ?? ''}`
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, 20 + Math.random() * 60)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
    note({ answered: request.id })
    onDelta(text)
    return { text, usage }
  },
  understand: async () => ({ value: null, usage }),
}

const flow = defineFlow({
  name: 'rivals',
  initialState: 'hub',
  states: {
    hub: { prompt: { say: 'Yes?' }, transitions: { say: keyword(['say']) }, nextStates: { say: 'answer' } },
    answer: { prompt: { instruct: 'Answer.' }, transitions: { say: keyword(['say']) }, nextStates: { say: 'answer' } },
  },
})

const store =
  'directory' in task.store
    ? fileStore(task.store.directory, { fsync: false })
    : postgresStore(new pg.Pool({ connectionString: task.store.connectionString, max: 6 }), { schema: task.store.schema })
const machine = compileFlow(flow, { model })
const opened = new Map<string, Promise<Conversation>>()

function conversationOf(id: string): Promise<Conversation> {
  const known = opened.get(id) ?? openConversation({ machine, store, id, lease: { milliseconds: task.leaseMilliseconds } })
  opened.set(id, known)
  return known
}

process.on('message', (request: RivalRequest) => void answer(request))
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })

async function answer({ request, conversation, id, text }: RivalRequest): Promise<void> {
  try {
    const turn = await (await conversationOf(conversation)).send(text, { id })
    process.send?.({ request, reply: turn.reply })
  } catch (error) {
    opened.delete(conversation)
    process.send?.({ request, error: String(error) })
  }
}
