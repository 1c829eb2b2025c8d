import type { AiSdkCall, AiSdkLanguageModel } from 'talkchart/ai-sdk'

/** The specifications that a model of the AI SDK may be of. */
export const VERSIONS = ['v2', 'v3', 'v4'] as const
export type Version = (typeof VERSIONS)[number]

/** A reason as a specification words it: up to 2 it is the word alone. */
export function reasonOf(version: Version, unified: string): unknown {
  return version === 'v2' ? unified : { unified, raw: undefined }
}

/** A usage as a specification words it. */
export function usageOf(version: Version, inputTokens: unknown, outputTokens: unknown): unknown {
  if (version === 'v2') return { inputTokens, outputTokens, totalTokens: undefined }
  return {
    inputTokens: { total: inputTokens, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: outputTokens, text: undefined, reasoning: undefined },
  }
}

/** The last part of a stream. */
export function finishOf(version: Version, reason = 'stop', usage = usageOf(version, 9, 4)): unknown {
  return { type: 'finish', finishReason: reasonOf(version, reason), usage }
}

/** The parts of a text in pieces, as each specification has them. */
export function textParts(...deltas: readonly string[]): readonly unknown[] {
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'r1' },
    { type: 'text-start', id: 't1' },
    ...deltas.map((delta) => ({ type: 'text-delta', id: 't1', delta })),
    { type: 'text-end', id: 't1' },
  ]
}

/** A stream of these parts, which then ends. */
export function streamOf(parts: readonly unknown[]): ReadableStream<unknown> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
}

/** How a model answers; what is not said fails. */
export interface SdkAnswers {
  readonly stream?: (call: AiSdkCall) => ReadableStream<unknown> | Promise<ReadableStream<unknown>>
  readonly generate?: (call: AiSdkCall) => object | Promise<object>
  readonly provider?: string
  readonly modelId?: string
}

/** A model as the providers of the AI SDK make them, and what it was called with. */
export function sdkModel(version: Version, answers: SdkAnswers): { readonly model: AiSdkLanguageModel; readonly calls: AiSdkCall[] } {
  const calls: AiSdkCall[] = []
  const model: AiSdkLanguageModel = {
    specificationVersion: version,
    provider: answers.provider ?? 'bakery.chat',
    modelId: answers.modelId ?? 'oven-1',
    async doGenerate(call) {
      calls.push(call)
      if (answers.generate === undefined) throw new Error('This model was not to be asked to generate.')
      return await answers.generate(call)
    },
    async doStream(call) {
      calls.push(call)
      if (answers.stream === undefined) throw new Error('This model was not to be asked for a stream.')
      return { stream: await answers.stream(call) }
    },
  }
  return { model, calls }
}

/** An answer that is generated at once. */
export function generated(version: Version, content: unknown, reason = 'stop'): object {
  return { content, finishReason: reasonOf(version, reason), usage: usageOf(version, 9, 4), warnings: [] }
}

/** An error as the AI SDK throws it for an HTTP answer; its providers keep the whole request in it. */
export function apiCallError(message: string, facts: object): Error {
  const error = Object.assign(new Error(message), {
    url: 'https://bakery.example/v1',
    requestBodyValues: { prompt: 'secret words' },
    ...facts,
  })
  error.name = 'AI_APICallError'
  return error
}
