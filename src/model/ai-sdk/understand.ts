import { isRecord } from '../../diagnostics/json.js'
import { parseJsonAnswer } from '../chat/parse-json-answer.js'
import { withoutReasoning } from '../chat/reasoning.js'
import { toStrictSchema } from '../chat/strict-schema.js'
import { withoutAddedNulls } from '../chat/without-added-nulls.js'
import type { UnderstandOptions, UnderstandRequest, UnderstandResult } from '../language-model.js'
import { ModelError, withCost } from '../model-error.js'
import { understandMessages } from '../request-messages.js'
import type { AskedModel } from './asked-model.js'
import { callModel } from './call-model.js'
import { isToolCall, judgeEnding, readText } from './read-answer.js'

/** OpenAI's provider sends every schema as a strict one unless it is told otherwise, and their server refuses what is none. */
const NOT_STRICT = { openai: { strictJsonSchema: false } }

/** Asks a model of the AI SDK everything about one message, by the schema of the answer. */
export function understand(asked: AskedModel, request: UnderstandRequest, options: UnderstandOptions): Promise<UnderstandResult> {
  const strict = toStrictSchema(request.schema)
  const parts = {
    requestId: request.id,
    messages: understandMessages(request, { instructionRole: asked.instructionRole }),
    responseFormat: { type: 'json' as const, schema: strict ?? request.schema, name: 'answer' },
    ...(strict === undefined && { providerDefaults: NOT_STRICT }),
  }
  return callModel(asked, parts, options, async (call) => {
    const answered: unknown = await asked.model.doGenerate(call)
    if (!isRecord(answered) || !Array.isArray(answered['content'])) {
      throw new ModelError('off-schema', 'The model answered with something that is not an answer of the AI SDK.')
    }
    const content = answered['content'].filter(isRecord)
    const texts = content.filter(({ type }) => type === 'text').map((part) => readText(part['text']))
    // AI SDK 7 tells which of several texts is the answer.
    const text = typeof answered['structuredOutputText'] === 'string' ? answered['structuredOutputText'] : texts.join('')
    const spoken = withoutReasoning(text).trim() === '' ? '' : text
    const hasReasoning = spoken !== text || content.some(({ type }) => type === 'reasoning')
    const { finishReason, usage: reported } = answered
    const usage = judgeEnding({ text: spoken, finishReason, usage: reported, callsTool: content.some(isToolCall), hasReasoning })
    return withCost(usage, () => ({ value: withoutAddedNulls(parseJsonAnswer(text), request.schema), usage }))
  })
}
