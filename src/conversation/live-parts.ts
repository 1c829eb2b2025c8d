import type { ConversationStore, PendingMessage } from '../stores/conversation-store.js'
import type { SendOptions } from './conversation.js'
import type { Session } from './session.js'

/** `onStart` is called when the message's own turn begins, after those that it waited for. */
export interface LiveSendOptions extends SendOptions {
  readonly onStart?: () => void
}

/** One thing to do when the conversation is at rest. */
export interface Job {
  /** The message that is sent; undefined for anything else. */
  readonly message: PendingMessage | undefined
  /** Does it, and tells whoever asked. When it throws, `reject` tells. */
  readonly run: (job: Job) => Promise<void>
  readonly reject: (error: unknown) => void
}

export interface LiveParts {
  readonly id: string
  readonly session: Session
  readonly store: ConversationStore
  /** Loads the conversation as it is stored now. */
  readonly load: () => Promise<Session>
  /** Whether it is loaded again when somebody else went on with it; otherwise it is closed. */
  readonly reloads: boolean
  readonly onClose: () => void
}
