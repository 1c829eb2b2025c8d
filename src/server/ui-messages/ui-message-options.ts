import type { HandlerOptions } from '../http/handler-options.js'

/** Says whom a `uiMessageHandler` serves, what it serves, and how much of it; as `HandlerOptions`, but for what is different here. */
export interface UiMessageHandlerOptions extends Omit<HandlerOptions, 'basePath' | 'allow' | 'expose' | 'view' | 'maxBytes' | 'maxWait'> {
  /** The path that the page's transport has as `api`; `'/api/chat'` by default. */
  readonly basePath?: string
  /** `['rewind']` lets pages edit messages, and have settled replies made anew; neither by default. */
  readonly allow?: readonly 'rewind'[]
  /** The longest body, in bytes; 1,048,576 by default, since pages send all their messages. */
  readonly maxBytes?: number
  /** How long a request waits for the opening, in milliseconds; 25,000 by default. The opening goes on. */
  readonly maxWait?: number
}
