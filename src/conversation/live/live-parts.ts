import type { SendOptions } from '../api/conversation.js'
import type { LeftConversation } from '../record/leave-pending.js'
import type { Session } from './session.js'

/** `onStart` is called when the message's own turn begins, after those that it waited for. */
export interface LiveSendOptions extends SendOptions {
  readonly onStart?: (() => void) | undefined
  /** Called when it is over, before anything of the next. */
  readonly onEnd?: (() => void) | undefined
}

export interface LiveParts extends LeftConversation {
  readonly session: Session
  /** Whether it is loaded again when somebody else went on with it; otherwise it is closed. */
  readonly reloads: boolean
  readonly onClose: () => void
}
