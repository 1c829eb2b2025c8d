import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that a reply was begun anew after pieces of it had been read: they are not what was recorded. The stream's `turn` still resolves. */
export class ReplyRestartedError extends TalkchartError {
  static {
    ReplyRestartedError.prototype.name = 'ReplyRestartedError'
  }

  readonly conversationId: string

  constructor(conversationId: string) {
    super(
      'reply-restarted',
      `A reply of conversation ${quote(conversationId)} was begun anew after pieces of it had been read. Drop them; the stream's turn has the reply.`,
    )
    this.conversationId = conversationId
  }
}
