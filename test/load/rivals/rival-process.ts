import { type Conversation, compileFlow, openConversation } from 'talkchart'
import { answeringModel, flow, poolOf, type RivalTask, storeIn } from './rival-parts.js'

/** A message that the parent has one of the clients send. */
export interface RivalRequest {
  readonly request: number
  readonly conversation: string
  readonly id: string
  readonly text: string
}

const task: RivalTask = JSON.parse(process.argv[2] ?? '')
const store = storeIn(task.store, poolOf(task.store))
const machine = compileFlow(flow, { model: answeringModel(task.log) })
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
