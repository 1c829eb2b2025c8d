import { assertComplete } from '../chat/assert-complete.js'
import { ReasoningFilter } from '../chat/reasoning.js'
import type { ModelUsage, RespondOptions, RespondRequest, RespondResult } from '../language-model.js'
import { ModelError, withCost } from '../model-error.js'
import { respondMessages } from '../request-messages.js'
import { type ChatServer, callServer, type ServerCall, type StreamUsage } from './chat-server.js'
import { firstChoice, hasChoices } from './completion.js'
import { EVERYTHING } from './negotiate.js'
import { readStream } from './read-stream.js'
import { limitTokens } from './token-limit.js'

/** What has come of a streamed reply. */
interface StreamedReply {
  text: string
  refusal: string
  finishReason: string | null
  callsTool: boolean
  usage: unknown
  /** The server said that the stream is complete. */
  ended: boolean
  chunks: 'none' | 'of another protocol' | 'without a choice' | 'with a choice'
}

/** Asks the server for one reply, as a stream. */
export function respond(server: ChatServer, request: RespondRequest, options: RespondOptions): Promise<RespondResult> {
  return callServer(server, request.id, options.signal, async (call) => {
    const response = await openStream(server, request, options, call)
    if (response.body === null) throw new ModelError('off-schema', 'The model server was asked for a stream and answered with none.')
    const reasoning = new ReasoningFilter()
    const reply: StreamedReply = {
      text: '',
      refusal: '',
      finishReason: null,
      callsTool: false,
      usage: undefined,
      ended: false,
      chunks: 'none',
    }
    const speak = (delta: string) => {
      if (delta === '' || call.idle.signal.aborted) return
      reply.text += delta
      options.onDelta(delta)
    }
    for await (const event of readStream(response.body)) {
      call.idle.restart()
      if (event.type === 'chunk') speak(reasoning.push(addChunk(reply, event.value)))
      else reply.ended = true
    }
    call.idle.signal.throwIfAborted()
    speak(reasoning.end())
    return { text: reply.text, usage: judge(reply, server.usageOf, reasoning.dropped) }
  })
}

function openStream(server: ChatServer, request: RespondRequest, options: RespondOptions, { send }: ServerCall): Promise<Response> {
  const messages = [...respondMessages(request, { instructionRole: server.instructionRole })]
  const open = (usage: StreamUsage) =>
    limitTokens(server, options, (limit) =>
      send((callOptions) =>
        server.client.chat.completions.create(
          {
            ...server.body,
            ...limit,
            model: server.model,
            messages,
            stream: true,
            ...(usage === 'usage' && { stream_options: { include_usage: true } }),
          },
          callOptions,
        ),
      ),
    )
  return server.withStreamUsage(open, options.untrusted === true ? null : EVERYTHING)
}

/** Adds what a chunk holds; the text of it. */
function addChunk(reply: StreamedReply, value: unknown): string {
  const usage: unknown = Reflect.get(Object(value), 'usage')
  if (usage !== undefined && usage !== null) reply.usage = usage
  const choice = firstChoice(value)
  if (choice === undefined) {
    if (hasChoices(value)) reply.chunks = reply.chunks === 'with a choice' ? reply.chunks : 'without a choice'
    else if (reply.chunks === 'none') reply.chunks = 'of another protocol'
    return ''
  }
  reply.chunks = 'with a choice'
  reply.finishReason = choice.finishReason ?? reply.finishReason
  reply.refusal += choice.refusal
  reply.callsTool ||= choice.callsTool
  return choice.text
}

function judge(reply: StreamedReply, usageOf: (reported: unknown) => ModelUsage, hasReasoning: boolean): ModelUsage {
  const isEnded = reply.ended || reply.finishReason !== null
  if (reply.chunks === 'none' && !reply.ended) {
    throw new ModelError('off-schema', 'The model server was asked for a stream and answered with none.')
  }
  // A reply that was cut off reports no usage, and that is no fault of the server's.
  const usage = isEnded || reply.usage !== undefined ? usageOf(reply.usage) : { inputTokens: 0, outputTokens: 0 }
  return withCost(usage, () => {
    if (reply.chunks === 'of another protocol' || (isEnded && reply.chunks !== 'with a choice')) {
      throw new ModelError('off-schema', 'The model server answered with a stream that holds no choice.')
    }
    if (!isEnded) throw new ModelError('connection', 'The connection to the model server was cut before the reply was complete.')
    assertComplete({ ...reply, hasReasoning })
    return usage
  })
}
