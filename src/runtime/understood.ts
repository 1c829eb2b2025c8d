import { isRecord, type JsonObject } from '../diagnostics/json.js'
import type { ConversationContext } from '../machine/context.js'
import { usageOf } from '../machine/event-facts.js'
import type { ConversationEmitted } from '../machine/events.js'
import { addUsage } from '../model/usage.js'
import type { Change } from './xstate-action.js'

type Output = Readonly<Record<string, unknown>>

/**
 * Counts an understanding and tells of it. The message that it is about stands last: what comes meanwhile waits.
 *
 * @param data what came of it that the conversation keeps
 */
export function countUnderstanding(
  context: ConversationContext,
  output: Output,
  data: unknown,
): Required<Pick<Change, 'context' | 'emit'>> {
  const usage = usageOf(output)
  const event: ConversationEmitted = {
    type: 'message.understood',
    about: context.messages.at(-1)?.role === 'assistant' ? 'reply' : 'user',
    turn: context.turn,
    answers: isRecord(output.answers) ? { ...output.answers } : {},
    data: isRecord(data) ? { ...data } : {},
    usage,
    ...(isRecord(output.told) ? { told: output.told as JsonObject } : {}),
    ...(typeof output.reason === 'string' ? { reason: output.reason } : {}),
  }
  return { context: { usage: addUsage(context.usage, usage) }, emit: [event] }
}
