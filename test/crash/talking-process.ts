import pg from 'pg'
import { type Conversation, openConversation } from 'talkchart'
import { openaiModel } from 'talkchart/openai'
import { fileStore } from 'talkchart/stores/file'
import { postgresStore } from 'talkchart/stores/postgres'
import { forgetfulStore, type KillPoint, killingModel, killingStore, printLines, type Stop, talkUntilKilled } from './kill-points.js'
import { flow, IMPATIENT, KEPT_REVISIONS, messagesOf } from './scenario.js'

/** What a talking process is told by its one parameter. */
export interface TalkingTask {
  readonly store: { readonly directory: string } | { readonly connectionString: string; readonly schema: string }
  readonly baseURL: string
  /** Tells the model server which process asks. */
  readonly run: string
  readonly conversations: readonly string[]
  /** Where conversations stand still until the process kills itself; those that are not named go on, and so does a process without any. */
  readonly kills: Readonly<Record<string, KillPoint>>
  /** Runs on a store that does not keep pending messages, to see that the checks find it out. */
  readonly isForgetful: boolean
}

/** What it says on its standard output, one JSON object a line. */
export type TalkingReport =
  | { readonly type: 'started' }
  | { readonly type: 'opened'; readonly conversation: string; readonly userMessages: readonly string[] }
  | { readonly type: 'answered'; readonly conversation: string; readonly message: string }
  | { readonly type: 'stands'; readonly conversation: string }

const task: TalkingTask = JSON.parse(process.argv[2] ?? '')
const report = (line: TalkingReport) => printLines([line])

/** Opens a conversation and says what its user has to say. What was said before is repeated with the same ids, as a careful client does. */
async function talk(id: string, stop: Stop): Promise<void> {
  const model = killingModel(openaiModel({ model: 'm', baseURL: task.baseURL, apiKey: 'none', body: { user: task.run } }), stop)
  const store = killingStore(inner, stop)
  const conversation = await openConversation({ flow, store, model, id, keepRevisions: KEPT_REVISIONS })
  const history = await conversation.history()
  report({
    type: 'opened',
    conversation: id,
    userMessages: history.flatMap(({ role, id: messageId }) => (role === 'user' ? [messageId] : [])),
  })
  let waiting: Promise<void>[] = []
  for (const [index, message] of messagesOf(id).entries()) {
    waiting.push(send(conversation, message))
    if (IMPATIENT.has(index)) continue
    await Promise.all(waiting)
    waiting = []
  }
  await conversation.close()
}

async function send(
  conversation: Pick<Conversation, 'id' | 'send'>,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<void> {
  const { phase } = await conversation.send(text, { id })
  if (phase !== 'listening') throw new Error(`Message ${id} left the conversation in phase ${phase}.`)
  report({ type: 'answered', conversation: conversation.id, message: id })
}

const pool = 'directory' in task.store ? undefined : new pg.Pool({ connectionString: task.store.connectionString, max: 2 })
const whole =
  'directory' in task.store
    ? fileStore(task.store.directory)
    : postgresStore({ query: async (text, values) => (await pool?.query(text, values)) ?? { rows: [] } }, { schema: task.store.schema })
const inner = task.isForgetful ? forgetfulStore(whole) : whole

report({ type: 'started' })
await talkUntilKilled(
  task.conversations.map((id) => (stand) => talk(id, { at: task.kills[id] ?? null, stand })),
  (ends) => {
    for (const [index, conversation] of task.conversations.entries()) if (ends[index] === null) report({ type: 'stands', conversation })
  },
)
await pool?.end()
