import type { ConversationContext } from '../../machine/context.js'
import { type ConversationEvent, outsideEvent } from '../../machine/events.js'
import { ModelError } from '../../model/model-error.js'
import type { PathStep, ScriptedGuards } from './path-step.js'

/** An event as a scripted machine gets it: the answers of the user's own guards travel with it. */
export type StepEvent = ConversationEvent & { readonly guards?: ScriptedGuards }

/** No JSON. */
const UNKEEPABLE = () => undefined

const FAILED_ACTORS = { respond: 'respond', understand: 'understand', invoke: 'work' } as const

/**
 * Returns the event by which a step reaches the machine: a message, or what an invoked actor would send.
 *
 * @param calls how many calls an understanding makes
 */
export function stepEvent(step: PathStep, context: ConversationContext, calls = 1): StepEvent {
  switch (step.type) {
    case 'message': {
      // However long the work with a flow takes, its conversations are no older than the path says.
      const at = context.startedAt + (step.atAge ?? 0) * 1000
      return { type: 'user.message', text: step.text, at, ...guardsOf(step) }
    }
    case 'reply':
      return actorEvent({ type: 'xstate.done.actor.respond', output: { text: step.text, usage: usageOf(step), ...guardsOf(step) } })
    case 'answers': {
      const { answers, data, about } = step
      const text = about === 'user' ? context.lastUserText : context.lastReplyText
      const found = step.extractedBy === 'fields' ? { data: {}, told: data } : { data }
      return actorEvent({
        type: 'xstate.done.actor.understand',
        output: { text, answers, ...found, usage: usageOf(step, calls), ...guardsOf(step) },
      })
    }
    case 'work':
      return actorEvent({ type: 'xstate.done.actor.work', output: step.output })
    case 'failure': {
      if (step.unkeepable === true) return actorEvent({ type: `xstate.done.actor.${FAILED_ACTORS[step.during]}`, output: UNKEEPABLE })
      const failed = new ModelError('connection', 'The call failed as the path has it.')
      const error = step.error === undefined ? failed : Object.assign(new Error(failed.message), step.error)
      return actorEvent({ type: `xstate.error.actor.${FAILED_ACTORS[step.during]}`, error })
    }
    case 'event':
      return outsideEvent(step.event, step.payload)
    case 'timeout':
      return actorEvent({ type: 'xstate.done.actor.timeout', output: null })
    case 'retry':
      return { type: 'conversation.retry' }
    case 'interrupt':
      return { type: 'conversation.interrupt' }
    case 'cancel':
      return { type: 'conversation.cancel' }
  }
}

function guardsOf({ guards }: { readonly guards?: ScriptedGuards }): { readonly guards?: ScriptedGuards } {
  return guards === undefined ? {} : { guards }
}

function usageOf({ tokens = 0 }: { readonly tokens?: number }, modelCalls = 1) {
  return { modelCalls, inputTokens: tokens, outputTokens: 0 }
}

/** XState types none of the events that it sends itself when an actor is done or has failed. */
function actorEvent(event: { readonly type: string; readonly [key: string]: unknown }): StepEvent {
  return event as unknown as StepEvent
}
