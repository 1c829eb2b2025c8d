import type { ConversationData } from '../../conditions/condition.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { ConversationHost } from '../host/conversation-host.js'
import type { ClientView } from '../protocol/client-view.js'

/** Names what a client asks to do with a conversation. */
export type ConversationAction = 'read' | 'begin' | 'send' | 'retry' | 'interrupt' | 'cancel' | 'rewind' | 'remove'

/** Says which conversation a request is about, and what is asked. */
export interface AskedAction {
  /** The id as the client gives it. */
  readonly id: string
  readonly action: ConversationAction
}

/** Describes a request to your functions, in the same way in every server. */
export interface HandlerRequest {
  readonly method: string
  /** The path and the query, or the whole URL. */
  readonly url: string
  /** Returns a header by its name; null where there is none. */
  header(name: string): string | null
  /** The request as the server gave it: a Fetch `Request`, or Node's `IncomingMessage`. */
  readonly source: unknown
}

/**
 * Says who may do what. `true` allows it. `{ scope }` allows it among the conversations of that scope alone, such as a user's id: no id that a client
 * makes up reaches another scope. `'unknown'` (or `false`) is answered with 401, `'forbidden'` with 403, a `Response` as it is.
 */
export type Permission = boolean | { readonly scope: string } | 'unknown' | 'forbidden' | Response

/** Says whom a `conversationHandler` serves, what it serves, and how much of it. */
export interface HandlerOptions {
  readonly host: ConversationHost
  /** Who may do what, asked before the body is read; `'anyone'` where everybody may who knows a conversation's id. */
  readonly authorize: 'anyone' | ((request: HandlerRequest, facts: AskedAction) => Permission | Promise<Permission>)
  /** The path in front of the ids; `'/conversations'` by default. */
  readonly basePath?: string
  /** What is served besides reading, sending, retrying and interrupting; `['cancel']` by default. */
  readonly allow?: readonly ('cancel' | 'rewind' | 'remove')[]
  /** What a conversation begins with. It may read what the client has sent as `data`; without it, data of clients is refused. */
  readonly data?: (
    request: HandlerRequest,
    facts: { readonly id: string; readonly data: unknown },
  ) => ConversationData | undefined | Promise<ConversationData | undefined>
  /** The fields of a conversation's data that clients see; none by default. */
  readonly expose?: readonly string[]
  /** Has the last word on what a client sees of a conversation. The second parameter is all of it, with `data`, `transitions` and the error as it was. */
  readonly view?: (view: ClientView, whole: ConversationView) => ClientView
  /** How many seconds to wait before the request is sent again; nothing where it may be sent now. */
  readonly rateLimit?: (request: HandlerRequest, facts: AskedAction) => number | undefined | Promise<number | undefined>
  /** Pages of other origins that may call: `['https://app.example.com']`, or `['*']`. The handler's own origin always may. */
  readonly allowedOrigins?: readonly string[]
  /** The hosts that requests may name, against pages that let a name of theirs point at your server. Any by default. */
  readonly allowedHosts?: readonly string[]
  /** The longest body, in bytes; 65,536 by default. */
  readonly maxBytes?: number
  /** The longest message, in characters; 8,000 by default. The flow's own `maxMessageLength` holds too. */
  readonly maxText?: number
  /** How many streams one conversation may have, 20 by default. */
  readonly maxStreams?: number
  /** How many streams there may be in all, 2,000 by default. */
  readonly maxStreamsTotal?: number
  /** How long a stream lasts before its client has to come back, in milliseconds; ten minutes by default. */
  readonly maxStreamMilliseconds?: number
  /** How long a stream is silent before a comment is sent, in milliseconds; 15,000 by default. */
  readonly ping?: number
  /** How long a request waits for its turn that asks for no stream, in milliseconds; 25,000 by default. The turn goes on. */
  readonly maxWait?: number
  /** Told of each turn that may outlast its request, where a process is stopped between requests. */
  readonly waitUntil?: (turn: Promise<unknown>) => void
  /** Told every failure in full; clients get fixed sentences. `console.error` by default. */
  readonly onError?: (error: unknown) => void
}

export const DEFAULT_MAX_TEXT = 8_000
export const DEFAULT_MAX_WAIT = 25_000
