import type { ConversationData } from '../conditions/condition.js'
import type { SendOptions, Turn } from '../conversation/api/conversation.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'

/** What can be done with a conversation. None of it ever rejects. */
interface ChatCommands<StateName extends string, TransitionName extends string> {
  /** Takes one user message, which is in view at once. Resolves with what it caused; undefined when it was refused, or nobody shows the conversation. */
  send(text: string, options?: SendOptions): Promise<Turn<StateName, TransitionName> | undefined>
  /** Cuts off the reply that the model is making. Resolves with whether it was making one. */
  stop(): Promise<boolean>
  /** Repeats the call that failed; opens a conversation that is `broken` again. */
  retry(options?: Pick<SendOptions, 'onDelta'>): Promise<Turn<StateName, TransitionName> | undefined>
  /** Ends the conversation with outcome `cancelled`. Resolves with whether that was done. */
  cancel(): Promise<boolean>
  /** Goes back to where the conversation stood when that turn was over; 0 is the opening. Resolves with whether that was done. */
  rewind(turn: number): Promise<boolean>
}

/**
 * Holds a conversation as a component shows it: its view, and what can be done with it. It is the same object until something changes; its functions
 * stay the same for as long as it is the same conversation. None of them ever rejects: what went wrong stands in `error` until the next one is called.
 */
export interface Chat<StateName extends string = string, Data extends object = ConversationData, TransitionName extends string = string>
  extends ConversationView<StateName, Data, TransitionName>,
    ChatCommands<StateName, TransitionName> {}

/** Holds a conversation that runs in this process, as a component shows it. */
export interface LocalChat<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> extends Chat<StateName, Data, TransitionName> {
  /** Begins another conversation that stands where this one stood when that turn was over. Resolves with whether that was done. */
  fork(turn: number, newId: string): Promise<boolean>
}

/** The functions of a chat; `fork` of a local one alone. */
export type Commands = ChatCommands<string, string> & Partial<Pick<LocalChat, 'fork'>>
