import type { Suggestion } from '../../definition/flow.js'
import type { ConversationContext } from '../../machine/context.js'
import type { StateMeta } from '../../machine/meta.js'

/** A state begins with no question asked, and speaks of no value told elsewhere; only a flow with fields has the keys. */
export const nothingAsked = ({ asking, refused, readsMessage }: ConversationContext, reads = false) => ({
  ...(asking === undefined ? {} : { asking: null }),
  ...(refused === undefined ? {} : { refused: null }),
  ...(readsMessage === undefined && !reads ? {} : { readsMessage: reads }),
})

/** A value that did not fit is no longer spoken of, and an older message no longer read; only a context that held such a thing has the key. */
export const forgetRefused = ({ reason, refused, readsMessage }: ConversationContext) => ({
  ...(reason === undefined ? {} : { reason: '' }),
  ...(refused === undefined ? {} : { refused: null }),
  ...(readsMessage === undefined ? {} : { readsMessage: false }),
})

/** What the user is offered to say: first what the field that is asked for suggests, then what the state does. */
export function suggestionsNow({ suggestions = [], questions = {} }: StateMeta, { asking }: ConversationContext): readonly Suggestion[] {
  const ofField = typeof asking === 'string' && Object.hasOwn(questions, asking) ? questions[asking]?.suggestions : undefined
  return [...(ofField ?? []), ...suggestions]
}
