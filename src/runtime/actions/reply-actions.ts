import type { JsonObject } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import { isRecord, outputOf, usageOf } from '../../machine/event-facts.js'
import { jsonCopy } from '../../machine/json-copy.js'
import { renderTemplate } from '../../model/render-template.js'
import { addUsage } from '../../model/usage.js'
import { promptView } from '../requests.js'
import { addMessage, type Update } from './update.js'

/** Speaks a verbatim prompt. */
export const speak =
  (maxMessages: number, promptParamsOf: (state: string) => JsonObject): Update<{ readonly say: string }> =>
  ({ context }, { say }) =>
    addReply(context, renderTemplate(say, promptView(context, promptParamsOf(context.state))), maxMessages)

/** Adds the reply that the `respond` actor gave. */
export const recordReply =
  (maxMessages: number): Update =>
  ({ context, event }) => {
    const output = outputOf(event)
    const change = addReply(context, typeof output.text === 'string' ? output.text : '', maxMessages)
    return { ...change, context: { ...change.context, usage: addUsage(context.usage, usageOf(output)) } }
  }

/** Merges what the `understand` actor found out. */
export const recordUnderstanding: Update = ({ context, event }) => {
  const output = outputOf(event)
  return {
    context: {
      data: isRecord(output.data) ? { ...context.data, ...output.data } : context.data,
      usage: addUsage(context.usage, usageOf(output)),
    },
  }
}

/** Merges the output of the developer's own actor. */
export const saveOutput: Update<{ readonly saveAs: string | null }> = ({ context, event }, { saveAs }) => {
  const output = jsonCopy(event.output)
  if (saveAs !== null) return { context: { data: { ...context.data, [saveAs]: output } } }
  return isRecord(output) ? { context: { data: { ...context.data, ...output } } } : {}
}

/** Passes a piece of the reply on to the machine's listeners. */
export const relayDelta: Update = ({ context, event }) => {
  const { delta, text } = isRecord(event.snapshot) ? event.snapshot : {}
  if (typeof delta !== 'string' || delta === '') return {}
  return {
    context: { partialReply: typeof text === 'string' ? text : context.partialReply + delta },
    emit: [{ type: 'reply.delta', delta, state: context.state, turn: context.turn }],
  }
}

/** Keeps what was said of a reply that is cut off. The call counts, though nobody tells what it cost. */
export const recordInterrupted =
  (maxMessages: number): Update =>
  ({ context }) => {
    const { state, turn, partialReply: text } = context
    const usage = addUsage(context.usage, { modelCalls: 1, inputTokens: 0, outputTokens: 0 })
    if (text === '') return { context: { usage } }
    const change = addMessage(context, { role: 'assistant', text, state, turn, at: Date.now(), interrupted: true }, maxMessages)
    return { ...change, context: { ...change.context, usage } }
  }

function addReply(context: ConversationContext, text: string, maxMessages: number) {
  const { state, turn } = context
  return addMessage(context, { role: 'assistant', text, state, turn, at: Date.now() }, maxMessages)
}
