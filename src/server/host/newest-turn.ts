import type { Turn } from '../../conversation/api/conversation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'

/** Returns the turn that a conversation stands after: its opening, as a rule. */
export function newestTurn(view: ConversationView): Turn {
  const { turn, messages, state = '', status, error, outcome, usage } = view
  const replies = messages.filter((message) => message.role === 'assistant' && message.turn === turn && message.pending !== true)
  const reply = replies.map(({ text }) => text).join('\n\n')
  const phase = status === 'opening' || status === 'broken' ? 'closed' : status
  return {
    turn,
    reply,
    replies,
    state,
    transition: view.transitions.find((taken) => taken.turn === turn)?.transition ?? null,
    entered: [],
    phase,
    error: error !== undefined && 'during' in error ? error : null,
    outcome,
    usage,
  }
}
