import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** Reports that the server refused something, or could not be reached. */
export class RemoteConversationError extends TalkchartError {
  static {
    RemoteConversationError.prototype.name = 'RemoteConversationError'
  }

  /** The HTTP status; null where there was no answer. */
  readonly status: number | null
  /** Whether the very same may succeed later. */
  readonly retryable: boolean
  /** How long the server asks to wait before that, in milliseconds; 0 where it did not say. */
  readonly retryAfter: number

  /** @param code the problem's code, such as `no-conversation`; `connection` where there was no answer, `http` for an answer that is no problem's */
  constructor(
    code = 'connection',
    message = 'The connection to the server broke.',
    { status = null, retryable = true, retryAfter = 0 }: Partial<Pick<RemoteConversationError, 'status' | 'retryable' | 'retryAfter'>> = {},
  ) {
    super(code, message)
    this.status = status
    this.retryable = retryable
    this.retryAfter = retryAfter
  }
}
