import type { LanguageModel, RespondRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import type { Usage } from '../../model/usage.js'
import { noteModelSupport } from './model-support.js'
import { fromStreamingCall, type StreamingCallLogic } from './streaming-call.js'

/** What the `respond` actor gives. */
export interface RespondOutput {
  readonly text: string
  readonly usage: Usage
}

/** The actor that speaks through the model; without one, it speaks a prompt's `say`. */
export function respondActor(model: LanguageModel | undefined): StreamingCallLogic<RespondRequest, RespondOutput> {
  const logic = fromStreamingCall<RespondRequest, RespondOutput>(async (request, { signal, onDelta }) => {
    if (model !== undefined) {
      const { text, usage } = await model.respond(request, { signal, onDelta })
      return { text, usage: { modelCalls: 1, ...usage } }
    }
    if (request.say === null) {
      throw new ModelError('no-model', `State ${JSON.stringify(request.state)} has an instruction for the model, and there is no model.`)
    }
    onDelta(request.say)
    return { text: request.say, usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 } }
  })
  return noteModelSupport(logic, { hasModel: model !== undefined, models: [] })
}
