import { type Tracer, trace } from '@opentelemetry/api'
import type { CommonOpenOptions } from '../conversation/api/open-options.js'
import { isRecord } from '../diagnostics/json.js'
import type { LanguageModel } from '../model/language-model.js'
import { readFlow } from './flow-facts.js'
import { TRACER } from './names.js'
import { readPosition } from './position.js'
import { tracedModel } from './traced-model.js'
import { type RunningTurns, WatchedConversation } from './watched-conversation.js'

type Inspect = Extract<NonNullable<CommonOpenOptions<object>['inspect']>, (event: never) => unknown>
type InspectionEvent = Parameters<Inspect>[0]

/** Says what spans are made with, and what they tell of the model. */
export interface TelemetryOptions {
  /** What makes the spans: that of the provider which your process registered, by default. */
  readonly tracer?: Tracer
  /** Who serves the model, in the words of the conventions: `openai`, `anthropic`, `gcp.gemini`. */
  readonly provider: string
  /** The model's name at its provider. */
  readonly model: string
  /** Whether spans of the model's calls hold the texts: prompts, messages, replies. They do not by default. */
  readonly captureContent?: boolean
}

/** Turns what conversations do into spans. One serves any number of conversations. */
export interface Telemetry {
  /**
   * Returns the same model, each of whose calls is a span.
   *
   * @param model the model to call
   * @param names what the spans tell of this one, where it is another than that of the options
   */
  model(model: LanguageModel, names?: Partial<Pick<TelemetryOptions, 'provider' | 'model'>>): LanguageModel
  /** The `inspect` option of `openConversation` and of XState's `createActor`: turns and actors of your own become spans. */
  readonly inspect: Inspect
}

/**
 * Makes spans of turns, of the calls to the model and of the flow's own actors, by the GenAI conventions of OpenTelemetry. Without an SDK
 * that is registered nothing is made.
 *
 * @example
 * const spans = telemetry({ provider: 'openai', model: 'gpt-5-mini' })
 * const traced = await openConversation({ flow, model: spans.model(model), inspect: spans.inspect })
 * await traced.close()
 */
export function telemetry(options: TelemetryOptions): Telemetry {
  const tracer = options.tracer ?? trace.getTracer(TRACER)
  const running: RunningTurns = new Map()
  const names = { provider: options.provider, model: options.model, captureContent: options.captureContent ?? false }
  return {
    model: (model, others) => tracedModel(model, tracer, running, { ...names, ...others }),
    inspect: inspector(tracer, running),
  }
}

function inspector(tracer: Tracer, running: RunningTurns): Inspect {
  const conversations = new WeakMap<object, WatchedConversation>()
  const calls = new WeakMap<object, (snapshot: unknown) => void>()
  const begin = ({ actorRef, sourceRef }: Extract<InspectionEvent, { readonly type: '@xstate.event' }>) => {
    if (sourceRef !== undefined) {
      const source: unknown = Reflect.get(actorRef, 'src')
      const end = typeof source === 'string' ? conversations.get(sourceRef)?.call(source) : undefined
      if (end !== undefined) calls.set(actorRef, end)
      return
    }
    const position = readPosition(actorRef.getSnapshot())
    const flow = readFlow(Reflect.get(actorRef, 'logic'))
    if (position === undefined || flow === undefined) return
    const watched = new WatchedConversation(tracer, running, actorRef, flow, position)
    conversations.set(actorRef, watched)
    listen(actorRef, (event) => watched.enter(event.state, event.transition))
  }
  return (event) => {
    if (event.type === '@xstate.event') {
      if (event.event.type === 'xstate.init') begin(event)
      else conversations.get(event.actorRef)?.hear(event.event)
    } else if (event.type === '@xstate.snapshot') {
      conversations.get(event.actorRef)?.move(event.snapshot)
      calls.get(event.actorRef)?.(event.snapshot)
    }
  }
}

/** Hears of the states that a conversation enters. XState's type of an inspected actor leaves out that it emits. */
function listen(actor: object, enter: (event: { readonly state: string; readonly transition: string | null }) => void): void {
  const on: unknown = Reflect.get(actor, 'on')
  if (typeof on !== 'function') return
  Reflect.apply(on, actor, [
    'state.entered',
    (event: unknown) => {
      if (!isRecord(event) || typeof event['state'] !== 'string') return
      const { state, transition } = event
      enter({ state, transition: typeof transition === 'string' ? transition : null })
    },
  ])
}
