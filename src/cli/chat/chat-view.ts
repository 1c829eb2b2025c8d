import type { TurnExplanation } from '../../analysis/index.js'
import type { Conversation, Turn } from '../../conversation/index.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationEmitted, ConversationError } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { PendingInput, StoredMessage } from '../../stores/contract/conversation-store.js'
import type { ExitCode } from '../exit-codes.js'

/** A flow and its conversation, as it stands before anything is said. */
export interface ChatHeader {
  readonly flow: { readonly name: string; readonly version: string }
  readonly id: string
  /** Where the conversation is kept. */
  readonly store: string
  /** The command that goes on with it; undefined where it is forgotten. */
  readonly resume: string | undefined
  /** The command that begins another conversation with the same flow. */
  readonly restart: string
  /** Where the conversation stood, when it is gone on with. */
  readonly earlier: EarlierConversation | undefined
}

export interface EarlierConversation {
  /** What was said last. */
  readonly messages: readonly StoredMessage[]
  /** How many messages there are in all. */
  readonly count: number
  readonly turn: number
  readonly state: string
  /** What the person has sent and nobody has answered; that is done while the conversation opens. */
  readonly pending: readonly PendingInput[]
}

/** Which question the model has answered, and how. */
export interface ModelAnswer {
  /** The transition's name, as a rule. */
  readonly key: string
  readonly instruction: string
  readonly answer: unknown
}

export interface CommandResult {
  readonly name: string
  readonly text: string
  readonly value: JsonValue
}

/** How a chat ended, and where it stands. */
export interface ChatEnd extends Pick<Conversation, 'id' | 'state' | 'phase' | 'outcome' | 'data' | 'usage'> {
  /** How many messages the person has sent in all. */
  readonly turns: number
  readonly exitCode: ExitCode
}

/** Why something is said: the person's message, or a timer. */
export type EventCause = 'turn' | 'timer'

/** How a chat is shown: as text for people, or as JSON for programs. */
export interface ChatView {
  /** Whether replies appear while they are made. */
  readonly showsDeltas: boolean
  header(header: ChatHeader): void
  /** The conversation is open; `spoken` is what was said while it opened. */
  opened(conversation: Conversation, spoken: readonly Message[], header: ChatHeader): void
  /** A line came that nobody saw being typed. */
  echo(text: string): void
  /** The flow is at work. */
  working(): void
  /** A piece of a reply that the model is making. */
  delta(delta: string): void
  event(event: ConversationEmitted, cause: EventCause): void
  answers(answers: readonly ModelAnswer[]): void
  /** The turn is over and committed. */
  turn(turn: Turn, text: string | null, answers: readonly ModelAnswer[]): void
  /** A call has failed; the flow may go on by itself. */
  failure(error: ConversationError, goesOn?: boolean): void
  command(result: CommandResult): void
  /** Why the message of a turn did what it did. */
  why(explanation: TurnExplanation, turn: number): void
  /** One line on the running of the chat itself. */
  notice(text: string): void
  ended(end: ChatEnd, header: ChatHeader): void
}
