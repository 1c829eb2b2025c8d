import { context, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import type { LanguageModel, ModelUsage, RespondRequest, UnderstandRequest } from '../model/language-model.js'
import { type RequestMessage, respondMessages, understandMessages } from '../model/request-messages.js'
import { safeUsage } from '../model/usage.js'
import { now } from './clock.js'
import { ABORTED, endSpan, errorType } from './failure.js'
import { NAMES, OPERATIONS } from './names.js'
import type { RunningTurns } from './watched-conversation.js'

/** What the spans of a model's calls tell of it. */
export interface TracedNames {
  readonly provider: string
  readonly model: string
  readonly captureContent: boolean
}

/** A call whose span runs. */
interface TracedCall {
  /** Notes a piece of the answer. */
  hear(): void
  /** Makes the call; the span is its parent's child and the parent of what it does. */
  run<Result extends { readonly usage: ModelUsage }>(call: () => Promise<Result>, textOf: (result: Result) => string): Promise<Result>
}

/** Returns the same model, each of whose calls is a span. */
export function tracedModel(model: LanguageModel, tracer: Tracer, running: RunningTurns, names: TracedNames): LanguageModel {
  const begin = (request: RespondRequest | UnderstandRequest, signal: AbortSignal) => beginCall(tracer, running, names, request, signal)
  return {
    respond(request, options) {
      const call = begin(request, options.signal)
      const onDelta = (delta: string) => {
        call.hear()
        options.onDelta(delta)
      }
      return call.run(
        () => model.respond(request, { ...options, onDelta }),
        ({ text }) => text,
      )
    },
    understand(request, options) {
      return begin(request, options.signal).run(
        () => model.understand(request, options),
        ({ value }) => JSON.stringify(value) ?? 'null',
      )
    },
  }
}

function beginCall(
  tracer: Tracer,
  running: RunningTurns,
  { provider, model, captureContent }: TracedNames,
  request: RespondRequest | UnderstandRequest,
  signal: AbortSignal,
): TracedCall {
  const parent = running.get(request.conversationId) ?? context.active()
  const startTime = now()
  const attributes = {
    [NAMES.operation]: OPERATIONS.call,
    [NAMES.provider]: provider,
    [NAMES.requestModel]: model,
    [NAMES.conversation]: request.conversationId,
    [NAMES.requestStream]: request.kind === 'respond',
    [NAMES.outputType]: request.kind === 'respond' ? 'text' : 'json',
    ...(captureContent && { [NAMES.inputMessages]: inputMessages(request) }),
  }
  const span = tracer.startSpan(`${OPERATIONS.call} ${model}`, { kind: SpanKind.CLIENT, startTime, attributes }, parent)
  let isOver = false
  let hasBegun = false
  const end = (failure?: string) => {
    if (isOver) return
    isOver = true
    signal.removeEventListener('abort', abort)
    endSpan(span, now(), failure)
  }
  // A model need not heed the signal; nobody waits for it any more.
  const abort = () => end(ABORTED)
  signal.addEventListener('abort', abort, { once: true })
  const count = (usage: unknown) => {
    const { inputTokens, outputTokens } = safeUsage(usage)
    span.setAttributes({ [NAMES.inputTokens]: inputTokens, [NAMES.outputTokens]: outputTokens })
  }
  return {
    hear() {
      if (hasBegun || isOver) return
      hasBegun = true
      span.setAttribute(NAMES.timeToFirstChunk, (now() - startTime) / 1000)
    },
    async run(call, textOf) {
      try {
        const result = await context.with(trace.setSpan(parent, span), call)
        count(result.usage)
        if (captureContent) span.setAttribute(NAMES.outputMessages, outputMessages(textOf(result)))
        end()
        return result
      } catch (error) {
        const usage: unknown = Reflect.get(Object(error), 'usage')
        if (usage !== null && usage !== undefined) count(usage)
        end(errorType(error))
        throw error
      }
    },
  }
}

function inputMessages(request: RespondRequest | UnderstandRequest): string {
  const messages = request.kind === 'respond' ? respondMessages(request) : understandMessages(request)
  return JSON.stringify(messages.map(withParts))
}

function outputMessages(text: string): string {
  return JSON.stringify([{ ...withParts({ role: 'assistant', content: text }), finish_reason: 'stop' }])
}

function withParts({ role, content }: RequestMessage) {
  return { role, parts: [{ type: 'text', content }] }
}
