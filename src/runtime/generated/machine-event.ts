import type { ConversationEvent } from '../../machine/events.js'

/** What a conversation's machine is sent, and what it raises for itself. */
export type MachineEvent =
  | ConversationEvent
  /** A verbatim prompt is out: what follows is judged. */
  | { readonly type: 'flow.spoken' }
  /** A message was understood: it is judged on the answers. */
  | { readonly type: 'flow.understood'; readonly output?: unknown }
