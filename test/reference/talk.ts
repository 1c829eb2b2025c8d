import type { ConversationFlow, FlowState, Prompt } from '../../src/definition/flow.js'
import { type Answer, answer, type Conversation, settle, userMessage } from './interpreter.js'

/** A prompt that the model words. */
export const instruct = (instruction: string): Prompt => ({ instruct: instruction })

/** A prompt that is spoken as it stands. */
export const say = (text: string): Prompt => ({ say: text })

export function flowOf(states: Readonly<Record<string, FlowState>>, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  return { name: 'golden', initialState: Object.keys(states)[0] ?? 'a', states, ...rest }
}

export function value(given: unknown, tokens = 1): Answer {
  return { type: 'value', value: given, usage: { inputTokens: tokens, outputTokens: 0 } }
}

export function failure(code = 'model'): Answer {
  return { type: 'failure', code }
}

/** The user says something, and the flow's own functions run. */
export async function tell(
  conversation: Conversation,
  text: string,
  rest: { readonly id?: string; readonly at?: number } = {},
): Promise<void> {
  userMessage(conversation, { text, ...rest })
  await settle(conversation)
}

/** The oldest pending request is answered. */
export async function give(conversation: Conversation, given: Answer): Promise<void> {
  const request = conversation.pending[0]
  if (!request) throw new Error(`Nothing is asked in ${conversation.state} (${conversation.substate})`)
  answer(conversation, request, given)
  await settle(conversation)
}

/** What was said, as lines. */
export function lines(conversation: Conversation): string[] {
  return conversation.messages.map((message) => `${message.role}: ${message.text}`)
}
