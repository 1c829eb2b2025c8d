import type OpenAI from 'openai'
import type { JsonObject } from '../../diagnostics/json.js'
import type { UnderstandOptions, UnderstandRequest, UnderstandResult } from '../language-model.js'
import { ModelError } from '../model-error.js'
import { understandMessages } from '../request-messages.js'
import { type AnswerFormat, type ChatServer, callServer } from './chat-server.js'
import { assertComplete } from './completion.js'
import { parseJsonAnswer } from './parse-json-answer.js'
import { toStrictSchema } from './strict-schema.js'
import { toUsage } from './usage.js'
import { withoutAddedNulls } from './without-added-nulls.js'

type Completion = OpenAI.Chat.ChatCompletion
type ResponseFormat = NonNullable<OpenAI.Chat.ChatCompletionCreateParams['response_format']>

/** Asks the server everything about one message, in the best format that it takes. */
export function understand(server: ChatServer, request: UnderstandRequest, { signal }: UnderstandOptions): Promise<UnderstandResult> {
  return callServer(server, request.id, signal, async (callOptions, idle) => {
    const completion = await server.withAnswerFormat(async (format) => {
      const answer = server.client.chat.completions.create(completionBody(server, request, format), callOptions)
      await answer.asResponse()
      idle.restart()
      return answer
    })
    return { value: withoutAddedNulls(parseJsonAnswer(answerText(completion)), request.schema), usage: toUsage(completion.usage) }
  })
}

function completionBody(server: ChatServer, request: UnderstandRequest, format: AnswerFormat) {
  const describeSchema = format !== 'json_schema'
  return {
    ...server.body,
    model: server.model,
    messages: [...understandMessages(request, { instructionRole: server.instructionRole, describeSchema })],
    stream: false as const,
    ...responseFormat(format, request.schema),
  }
}

function responseFormat(format: AnswerFormat, schema: JsonObject): { response_format?: ResponseFormat } {
  switch (format) {
    case 'json_schema': {
      const strict = toStrictSchema(schema)
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: strict !== undefined, schema: { ...(strict ?? schema) } },
        },
      }
    }
    case 'json_object':
      return { response_format: { type: 'json_object' } }
    case 'text':
      return {}
  }
}

function answerText(completion: Completion): string {
  const choice = completion?.choices?.[0]
  if (!choice) throw new ModelError('off-schema', 'The model server answered with something that is not a chat completion.')
  const text = choice.message?.content ?? ''
  assertComplete({ text, refusal: choice.message?.refusal ?? '', finishReason: choice.finish_reason })
  return text
}
