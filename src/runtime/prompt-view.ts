import type { JsonObject } from '../diagnostics/json.js'
import type { ConversationContext } from '../machine/context.js'
import type { TemplateView } from '../model/render-template.js'

/**
 * The names that a prompt may use: the state's `promptParams`, then the data, then `text` (the user's last message), `state`,
 * `visits` (of this state), `turn` and `data` (all of it, as JSON).
 */
export function promptView(context: ConversationContext, promptParams: JsonObject, text = context.lastUserText): TemplateView {
  const { state, turn, data, visits } = context
  const builtIn = { text, state, turn, visits: visits[state] ?? 0, data: JSON.stringify(data) }
  return Object.assign(Object.create(null), builtIn, data, promptParams)
}
