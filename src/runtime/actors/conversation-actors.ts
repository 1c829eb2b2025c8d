import { timeIn } from '../../machine/clock.js'
import type { RespondRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import { type Usage, usageOfCall } from '../../model/usage.js'
import { noteModelSupport } from './model-support.js'
import { fromStreamingCall, type StreamingCallLogic } from './streaming-call.js'
import { type UnderstandSupport, understandActor } from './understand-actor.js'

/** Makes the actors of every conversation. */
export function conversationActors(support: UnderstandSupport) {
  return { ...speakingActors(support), understand: understandActor(support) }
}

/** Makes the actors of a conversation that asks nothing about messages, so that a page need not carry what asks and judges answers. */
export function speakingActors(support: Pick<UnderstandSupport, 'model' | 'report'>) {
  return { respond: respondActor(support), ...verbatimActors() }
}

/** Makes the actors of a conversation that calls none but its timers. */
export function verbatimActors() {
  return { deadline: deadlineActor }
}

/** Holds what the `respond` actor gives. */
export interface RespondOutput {
  readonly text: string
  readonly usage: Usage
}

/** Makes the actor that speaks through the model; without one, it speaks a prompt's `say`. */
function respondActor({ model, report }: Pick<UnderstandSupport, 'model' | 'report'>): StreamingCallLogic<RespondRequest, RespondOutput> {
  const logic = fromStreamingCall<RespondRequest, RespondOutput>(async (request, { signal, onDelta }) => {
    if (model !== undefined) {
      const { text, usage } = await model.respond(request, { signal, onDelta })
      return { text, usage: usageOfCall(usage, report) }
    }
    if (request.say === null) {
      throw new ModelError('no-model', `State ${JSON.stringify(request.state)} has an instruction for the model, and there is no model.`)
    }
    onDelta(request.say)
    return { text: request.say, usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 } }
  })
  return noteModelSupport(logic, { hasModel: model !== undefined, models: [] })
}

export interface DeadlineInput {
  /** Milliseconds since the epoch; null waits for ever. */
  readonly deadline: number | null
}

/** The longest time that `setTimeout` keeps, in milliseconds. It takes a longer one for none, and fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** What a timer is sent when somebody else saw first that its time is up. */
export const TIME_IS_UP = { type: 'call.done', output: null } as const

/** A timer that survives a restore: it waits until an absolute time, which is its input. */
const deadlineActor = fromStreamingCall<DeadlineInput, null>(
  ({ deadline }, { signal, self }) =>
    new Promise((resolve) => {
      if (deadline === null) return
      let timer: ReturnType<typeof setTimeout>
      const wait = () => {
        const left = deadline - timeIn(self.system)
        timer = left > LONGEST_TIMER ? setTimeout(wait, LONGEST_TIMER) : setTimeout(() => resolve(null), Math.max(0, left))
      }
      wait()
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }),
)
