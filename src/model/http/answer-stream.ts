import type { LanguageModel, UnderstandOptions } from '../language-model.js'
import { safeUsage } from '../usage.js'
import type { ModelEvent, ModelRequest } from './protocol.js'
import { publicError } from './public-error.js'

/** What a call may cost, and whether its words come from outside. */
export type CallLimits = Omit<UnderstandOptions, 'signal'>

/**
 * Runs a model request and writes what comes of it, one event to a line. When the reader goes away, or the request is
 * aborted, so is the model's call.
 */
export function answerStream(
  model: LanguageModel,
  request: ModelRequest,
  requestSignal: AbortSignal,
  limits: CallLimits,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = new AbortController()
  const signal = AbortSignal.any([requestSignal, reader.signal])
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      const write = (event: ModelEvent) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`))
      }
      const fail = (error: unknown) => {
        // A reader that has left is no failure.
        if (signal.aborted) return
        onError(error)
        write({ type: 'error', ...publicError(error) })
      }
      const close = () => {
        if (!reader.signal.aborted) controller.close()
      }
      void run(model, request, { ...limits, signal }, write)
        .catch(fail)
        .finally(close)
    },
    cancel() {
      reader.abort()
    },
  })
}

async function run(
  model: LanguageModel,
  request: ModelRequest,
  options: UnderstandOptions,
  write: (event: ModelEvent) => void,
): Promise<void> {
  if (request.kind === 'respond') {
    const { text, usage } = await model.respond(request, { ...options, onDelta: (delta) => write({ type: 'delta', text: delta }) })
    write({ type: 'reply', text, usage: safeUsage(usage) })
  } else {
    const { value, usage } = await model.understand(request, options)
    write({ type: 'understood', value: value ?? null, usage: safeUsage(usage) })
  }
}
