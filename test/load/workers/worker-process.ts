// A worker in a process of its own: node worker-process.mjs TASK. It ends when its parent lets go of it.
import { appendFileSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { type LanguageModel, ModelError } from 'talkchart'
import { conversationWorker } from 'talkchart/server'
import { fileStore } from 'talkchart/stores/file'
import { postgresStore } from 'talkchart/stores/postgres'
import type { StorePlace } from '../open-place.js'
import { flow } from './flow.js'

/** What a process is told by its parameter. */
export interface WorkerTask {
  readonly store: StorePlace
  /** A line for each call of the model when it begins and when it ends, and for each reply that was told. */
  readonly log: string
  readonly leaseMilliseconds: number
}

const FAILURES = 2

const task: WorkerTask = JSON.parse(process.argv[2] ?? '')
const note = (line: object) => appendFileSync(task.log, `${JSON.stringify({ process: process.pid, ...line })}\n`)

/** Fails twice in each conversation, in whichever process, and answers then. */
const model: LanguageModel = {
  respond: async ({ conversationId }) => {
    note({ call: conversationId })
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 20))
    const failed = readFileSync(task.log, 'utf8').split(`"failed":${JSON.stringify(conversationId)}`).length - 1
    if (failed < FAILURES) {
      note({ failed: conversationId })
      throw new ModelError('connection', 'It was cut off.')
    }
    note({ answered: conversationId })
    return { text: `For ${conversationId}.`, usage: { inputTokens: 0, outputTokens: 0 } }
  },
  understand: async () => {
    throw new Error('Nothing is to be understood here.')
  },
}

const store =
  'directory' in task.store
    ? fileStore(task.store.directory, { fsync: false })
    : postgresStore(new pg.Pool({ connectionString: task.store.connectionString, max: 6 }), { schema: task.store.schema })

const worker = conversationWorker({
  flow,
  model,
  store,
  poll: 50,
  lease: { milliseconds: task.leaseMilliseconds },
  retry: () => 50,
  onReply: ({ id, turn }) => note({ replied: id, reply: turn.reply }),
  onError: ({ id, error, isGivenUp }) => note({ problem: id ?? null, isGivenUp, error: String(error) }),
})
process.send?.({ ready: true })
process.on('disconnect', () => void worker.stop().then(() => process.exit(0)))
