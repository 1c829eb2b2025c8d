import type OpenAI from 'openai'
import type { ModelUsage, RespondOptions, RespondRequest, RespondResult } from '../language-model.js'
import { ModelError } from '../model-error.js'
import { respondMessages } from '../request-messages.js'
import { type ChatServer, callServer } from './chat-server.js'
import { assertComplete } from './completion.js'
import { toUsage } from './usage.js'

type Chunk = OpenAI.Chat.ChatCompletionChunk

/** What has come of a streamed reply. */
interface StreamedReply {
  text: string
  refusal: string
  finishReason: string | null
  usage: ModelUsage
  chunks: number
}

/** Asks the server for one reply, as a stream. */
export function respond(server: ChatServer, request: RespondRequest, { signal, onDelta }: RespondOptions): Promise<RespondResult> {
  return callServer(server, request.id, signal, async (callOptions, idle) => {
    const messages = [...respondMessages(request, { instructionRole: server.instructionRole })]
    const stream = await server.withStreamUsage((usage) =>
      server.client.chat.completions.create(
        {
          ...server.body,
          model: server.model,
          messages,
          stream: true,
          ...(usage === 'usage' && { stream_options: { include_usage: true } }),
        },
        callOptions,
      ),
    )
    idle.restart()
    const reply = await collectReply(stream, onDelta, idle.restart)
    // An aborted stream ends as if it were complete.
    idle.signal.throwIfAborted()
    assertReplyEnded(reply)
    assertComplete(reply)
    return { text: reply.text, usage: reply.usage }
  })
}

async function collectReply(stream: AsyncIterable<Chunk>, onDelta: (delta: string) => void, onChunk: () => void): Promise<StreamedReply> {
  const reply: StreamedReply = { text: '', refusal: '', finishReason: null, usage: toUsage(undefined), chunks: 0 }
  for await (const chunk of stream) {
    onChunk()
    reply.chunks += 1
    if (chunk.usage) reply.usage = toUsage(chunk.usage)
    const choice = chunk.choices?.[0]
    if (!choice) continue
    reply.finishReason = choice.finish_reason ?? reply.finishReason
    reply.refusal += choice.delta?.refusal ?? ''
    const delta = choice.delta?.content
    if (!delta) continue
    reply.text += delta
    onDelta(delta)
  }
  return reply
}

function assertReplyEnded(reply: StreamedReply): void {
  if (reply.chunks === 0) throw new ModelError('off-schema', 'The model server was asked for a stream and answered with none.')
  if (reply.finishReason === null)
    throw new ModelError('connection', 'The connection to the model server was cut before the reply was complete.')
}
