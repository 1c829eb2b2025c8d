import { type CompileOptions, type ConversationData, compileFlow, type LanguageModel, parseFlow, type RespondRequest } from 'talkchart'
import { createActor, waitFor } from 'xstate'
import { isSettled } from '../machines/talk-to.js'

/** Talks to a flow, given as JSON, and tells what it said and what it knows. */
export async function talk(
  flow: unknown,
  texts: readonly string[] = [],
  options: CompileOptions & { readonly data?: ConversationData } = {},
) {
  const { data, ...compileOptions } = options
  const actor = createActor(compileFlow(parseFlow(flow), compileOptions), {
    input: { conversationId: 'c', ...(data === undefined ? {} : { data }) },
  })
  actor.start()
  for (const text of texts) {
    await waitFor(actor, isSettled)
    actor.send({ type: 'user.message', text })
  }
  const snapshot = await waitFor(actor, isSettled)
  const { context } = snapshot
  return {
    actor,
    context,
    state: context.state,
    data: context.data,
    said: context.messages.filter(({ role }) => role === 'assistant').map(({ text }) => text),
    outcome: snapshot.output?.outcome ?? null,
  }
}

/** A model that words replies so, and decides nothing. */
export function speaking(respond: (request: RespondRequest) => string): LanguageModel {
  return {
    respond: async (request) => ({ text: respond(request), usage: { inputTokens: 1, outputTokens: 1 } }),
    understand: async () => ({ value: null, usage: { inputTokens: 1, outputTokens: 1 } }),
  }
}

/** A flow with these states; the first is the initial one. */
export function flowOf(states: Readonly<Record<string, object>>, rest: object = {}) {
  return { name: 'tried', initialState: Object.keys(states)[0], states, ...rest }
}

/** A transition that any message fires. */
export const on = { type: 'always' }

export function said(...words: readonly string[]) {
  return { type: 'keyword', words }
}
