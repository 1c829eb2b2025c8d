import type { ConversationData } from '../conditions/condition.js'
import type { RemoteHeaders } from './server-connection.js'

/** Says where a conversation is served. */
export interface RemoteOptions {
  /** Where the server has its conversations: `/conversations`, or `https://api.example.com/conversations`. */
  readonly url: string
  readonly id: string
  /** Sent with each request, such as `{ authorization: 'Bearer …' }`; a function is called for each. */
  readonly headers?: RemoteHeaders
  /** Sends the requests; the page's own `fetch` by default. */
  readonly fetch?: typeof fetch
  /** Sent when the conversation is begun, to servers that take something. */
  readonly data?: ConversationData
  /** Whether what others cause is shown too: other pages, timers, people. True by default; it keeps one request open while the page is visible. */
  readonly follow?: boolean
}
