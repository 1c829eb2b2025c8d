import type OpenAI from 'openai'
import type { JsonObject } from '../../diagnostics/json.js'
import { assertComplete } from '../chat/assert-complete.js'
import { parseJsonAnswer } from '../chat/parse-json-answer.js'
import { withoutReasoning } from '../chat/reasoning.js'
import { toStrictSchema } from '../chat/strict-schema.js'
import { withoutAddedNulls } from '../chat/without-added-nulls.js'
import type { UnderstandOptions, UnderstandRequest, UnderstandResult } from '../language-model.js'
import { ModelError, withCost } from '../model-error.js'
import { understandMessages } from '../request-messages.js'
import { type AnswerFormat, type ChatServer, callServer } from './chat-server.js'
import { firstChoice } from './completion.js'
import { EVERYTHING, type Topic } from './negotiate.js'
import { readBody } from './read-stream.js'
import { limitTokens } from './token-limit.js'

type ResponseFormat = NonNullable<OpenAI.Chat.ChatCompletionCreateParams['response_format']>

/** Asks the server everything about one message, in the best format that it takes. */
export function understand(server: ChatServer, request: UnderstandRequest, options: UnderstandOptions): Promise<UnderstandResult> {
  return callServer(server, request.id, options.signal, async ({ send, idle }) => {
    const response = await server.withAnswerFormat(
      (format) =>
        limitTokens(server, options, (limit) =>
          send((callOptions) => {
            const body = { ...completionBody(server, request, format), ...limit }
            return server.client.chat.completions.create(body, callOptions)
          }),
        ),
      options.untrusted === true ? null : topicOf(request),
    )
    idle.restart()
    const completion = readBody(await response.text())
    const usage = server.usageOf(Reflect.get(Object(completion), 'usage'))
    return withCost(usage, () => {
      const answer = parseJsonAnswer(answerText(completion))
      return { value: withoutAddedNulls(answer, request.schema), usage }
    })
  })
}

/**
 * What is learnt when the server refuses a request's schema. One of talkchart's own making, a choice between classes, is refused only
 * by a server that takes no schema at all. Any other one may be refused for what stands in it, and teaches nothing about the next.
 */
function topicOf({ questions, schema }: UnderstandRequest): Topic {
  return questions.every(({ type }) => type !== 'extract') ? EVERYTHING : JSON.stringify(schema)
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

function answerText(completion: unknown): string {
  const choice = firstChoice(completion)
  if (choice === undefined) throw new ModelError('off-schema', 'The model server answered with something that is not a chat completion.')
  const hasReasoning = choice.text.trim() !== '' && withoutReasoning(choice.text).trim() === ''
  assertComplete({ ...choice, text: hasReasoning ? '' : choice.text, hasReasoning })
  return choice.text
}
