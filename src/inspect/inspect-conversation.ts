import { createInspector } from '@statelyai/inspect'
import { ActorFacts } from './actor-facts.js'
import { assertLoopback } from './loopback.js'
import type { Redact } from './show.js'
import { type InspectorAdapter, type InspectorMessage, isPiece, showMessage } from './show-message.js'
import { webSocketAdapter } from './web-socket-adapter.js'

export type { InspectorAdapter, InspectorMessage }

const DEFAULT_URL = 'ws://127.0.0.1:8080'

/** Deep enough for all data; the inspector's own limit of 10 cuts it off. */
const DEPTH = 100

/** Says where an inspector is, and what it is shown. */
export interface InspectOptions {
  /** A WebSocket server on this machine that hands messages on to an inspector; `ws://127.0.0.1:8080` by default. */
  readonly url?: string
  /** In place of the WebSocket: an `inspectorServer`, or the `adapter` of one of `@statelyai/inspect`'s inspectors. */
  readonly adapter?: InspectorAdapter
  /**
   * What becomes of texts: prompts, messages, replies and data. By default their lengths are shown in their place; `false` shows
   * them, a function says what is shown.
   */
  readonly redact?: boolean | ((text: string) => string)
}

/** Shows conversations in an inspector until it is stopped. */
export interface ConversationInspector {
  /** The `inspect` option of `openConversation` and of XState's `createActor`. */
  readonly inspect: ReturnType<typeof createInspector>['inspect']
  /** Sends nothing more, and lets the connection go. */
  stop(): void
}

/**
 * Shows conversations in the Stately inspector: the whole chart with its conditions, every event and every step. Without an inspector
 * on the other end it waits for one; it never keeps a process alive. One inspector serves any number of conversations.
 *
 * @param options where the inspector is, and what becomes of texts
 * @throws {TalkchartError} `not-loopback` when the URL leads to another machine
 * @example
 * const inspector = inspectConversation({ redact: (text) => text.replace(/\S+@\S+/g, '[address]') })
 * const conversation = await openConversation({ flow, model, inspect: inspector.inspect })
 */
export function inspectConversation(options: InspectOptions = {}): ConversationInspector {
  const adapter = options.adapter ?? webSocketAdapter(assertLoopback(options.url ?? DEFAULT_URL))
  const redact = redactionOf(options.redact ?? true)
  const facts = new ActorFacts()
  let isStopped = false
  const send = (message: InspectorMessage) => {
    if (!isStopped && !isPiece(message)) adapter.send(showMessage(message, facts, redact))
  }
  const { inspect } = createInspector({ send }, { serializationDepthLimit: DEPTH })
  adapter.start?.()
  return {
    inspect: {
      next(event) {
        facts.note(event)
        inspect.next?.(event)
      },
    },
    stop() {
      isStopped = true
      adapter.stop?.()
    },
  }
}

function redactionOf(redact: NonNullable<InspectOptions['redact']>): Redact {
  if (typeof redact === 'function') return redact
  return redact ? (text) => `[redacted, ${text.length} characters]` : (text) => text
}
