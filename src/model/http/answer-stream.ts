import type { LanguageModel, RespondRequest, UnderstandRequest } from '../language-model.js'
import type { ModelEvent } from './protocol.js'
import { publicError } from './public-error.js'

/**
 * Runs a model request and writes what comes of it, one event to a line. When the reader goes away, or the request is
 * aborted, so is the model's call.
 */
export function answerStream(
  model: LanguageModel,
  request: RespondRequest | UnderstandRequest,
  requestSignal: AbortSignal,
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
      void run(model, request, signal, write).catch(fail).finally(close)
    },
    cancel() {
      reader.abort()
    },
  })
}

async function run(
  model: LanguageModel,
  request: RespondRequest | UnderstandRequest,
  signal: AbortSignal,
  write: (event: ModelEvent) => void,
): Promise<void> {
  if (request.kind === 'respond') {
    const { text, usage } = await model.respond(request, { signal, onDelta: (delta) => write({ type: 'delta', text: delta }) })
    write({ type: 'reply', text, usage })
  } else {
    const { value, usage } = await model.understand(request, { signal })
    write({ type: 'understood', value: value ?? null, usage })
  }
}
