import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that the conversation was closed. What was sent and not answered is pending in the store and runs at the next opening. */
export class ConversationClosedError extends TalkchartError {
  static {
    ConversationClosedError.prototype.name = 'ConversationClosedError'
  }

  readonly conversationId: string

  constructor(conversationId: string) {
    super('conversation-closed', `Conversation ${quote(conversationId)} was closed. Open it again with openConversation({ id }).`)
    this.conversationId = conversationId
  }
}
