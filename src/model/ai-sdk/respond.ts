import { isRecord } from '../../diagnostics/json.js'
import { ReasoningFilter } from '../chat/reasoning.js'
import type { RespondOptions, RespondRequest, RespondResult } from '../language-model.js'
import { ModelError } from '../model-error.js'
import { respondMessages } from '../request-messages.js'
import type { AskedModel } from './asked-model.js'
import { callModel } from './call-model.js'
import { isToolCall, judgeEnding, readText } from './read-answer.js'
import { streamParts } from './stream-parts.js'

/** Asks a model of the AI SDK for one reply, as a stream. */
export function respond(asked: AskedModel, request: RespondRequest, options: RespondOptions): Promise<RespondResult> {
  const messages = respondMessages(request, { instructionRole: asked.instructionRole })
  return callModel(asked, { requestId: request.id, messages }, options, async (call, idle) => {
    const stream = readStream(await asked.model.doStream(call))
    const reply = new StreamedReply((delta) => {
      if (!idle.signal.aborted) options.onDelta(delta)
    })
    for await (const part of streamParts(stream, idle.signal)) {
      idle.restart()
      const result = isRecord(part) ? reply.add(part) : undefined
      if (result !== undefined) return result
    }
    idle.signal.throwIfAborted()
    throw new ModelError('connection', 'The connection to the model server was cut before the reply was complete.')
  })
}

function readStream(answered: unknown): ReadableStream<unknown> {
  const stream = isRecord(answered) ? answered['stream'] : undefined
  if (isStream(stream)) return stream
  throw new ModelError('off-schema', 'The model was asked for a stream and answered with none.')
}

/** Tells a stream by what is needed of it: it may come from another runtime or a package. */
function isStream(value: unknown): value is ReadableStream<unknown> {
  return isRecord(value) && typeof value['getReader'] === 'function'
}

/** Puts a reply together from the parts of its stream. */
class StreamedReply {
  readonly #onDelta: (delta: string) => void
  readonly #reasoning = new ReasoningFilter()
  #text = ''
  #callsTool = false
  #hasReasoning = false

  constructor(onDelta: (delta: string) => void) {
    this.#onDelta = onDelta
  }

  /**
   * Takes the next part.
   *
   * @returns the whole reply, when this is its end
   * @throws {unknown} the provider's error, where the part is one, and a ModelError for a reply that can not be used
   */
  add(part: Readonly<Record<string, unknown>>): RespondResult | undefined {
    this.#callsTool ||= isToolCall(part)
    switch (part['type']) {
      case 'text-delta':
        this.#speak(this.#reasoning.push(readText(part['delta'])))
        return undefined
      case 'reasoning-delta':
        this.#hasReasoning = true
        return undefined
      case 'error':
        throw part['error']
      case 'finish':
        return this.#end(part['finishReason'], part['usage'])
      default:
        return undefined
    }
  }

  #end(finishReason: unknown, usage: unknown): RespondResult {
    this.#speak(this.#reasoning.end())
    const hasReasoning = this.#hasReasoning || this.#reasoning.dropped
    const ending = { text: this.#text, finishReason, usage, callsTool: this.#callsTool, hasReasoning }
    return { text: this.#text, usage: judgeEnding(ending) }
  }

  #speak(delta: string): void {
    if (delta === '') return
    this.#text += delta
    this.#onDelta(delta)
  }
}
