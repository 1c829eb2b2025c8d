import type { Condition, ConversationData } from '../../src/conditions/condition.js'
import type { Change, ConversationFlow, FlowState, Place, Prompt } from '../../src/definition/flow.js'
import type { JsonValue } from '../../src/diagnostics/json.js'
import { definitionOf, type Frame } from './flows.js'

export type Outcome = 'completed' | 'limit' | 'cancelled'

export type Substate =
  | 'responding'
  | 'understanding'
  | 'understandingReply'
  | 'invoking'
  | 'listening'
  | 'failed'
  | '$completed'
  | '$limit'
  | '$cancelled'

export interface Message {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly state: string
  readonly turn: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly id: string
  /** The reply was cut off here. */
  readonly interrupted?: true
  readonly suggestions?: readonly { readonly label: string; readonly text: string }[]
  /** A person's, who speaks in the flow's place. */
  readonly by?: 'operator'
  readonly name?: string
}

export interface WaitingMessage {
  readonly text: string
  readonly at: number
  readonly id?: string
}

export interface WaitingOperator extends WaitingMessage {
  readonly by: 'operator'
  readonly name?: string
}

export interface WaitingEvent {
  readonly event: string
  readonly payload?: JsonValue
  readonly id?: string
  /** A state on the stack waits for it. */
  held?: boolean
}

/** What is asked of the model, as far as turns.md fixes it: the wording of default instructions is left open (null). */
export interface Question {
  readonly type: 'class' | 'select' | 'extract'
  readonly key: string
  readonly choices: readonly string[]
  readonly instruction: string | null
}

interface RequestHead {
  readonly id: string
  readonly state: string
  readonly model: string | null
  readonly system: string | null
  readonly history: readonly string[]
}

export interface RespondRequest extends RequestHead {
  readonly kind: 'respond'
  readonly instruction: string
  readonly say: string | null
}

export interface UnderstandRequest extends RequestHead {
  readonly kind: 'understand'
  readonly about: 'user' | 'reply'
  readonly text: string
  readonly questions: readonly Question[]
}

export interface InvokeRequest {
  readonly kind: 'invoke'
  readonly id: string
  readonly src: string
  readonly input: {
    readonly requestId: string
    readonly conversationId: string
    readonly state: string
    readonly data: ConversationData
    readonly text: string
  }
}

export type Request = RespondRequest | UnderstandRequest | InvokeRequest

export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** How a pending request ends: what the model or the actor gave, or why it failed. */
export type Answer =
  | { readonly type: 'value'; readonly value: unknown; readonly usage: Usage; readonly deltas?: readonly string[] }
  | { readonly type: 'failure'; readonly code: string }

/** One of the ways out of a state, in the order in which it is tried. */
export interface Candidate {
  readonly name: string
  readonly scope: 'own' | 'global'
  readonly condition: Condition
  readonly next: Place
  /** The flow that it calls; `next` is then where that one begins. */
  readonly call?: string
  /** The flows that must not be active; none where nothing can stop it. */
  readonly mustRest?: readonly string[]
  readonly change: Change
}

export type Guards = Readonly<Record<string, (data: ConversationData, params: Readonly<Record<string, unknown>> | undefined) => boolean>>

export type During = 'respond' | 'understand' | 'invoke'

/** An understanding under way: whose message it is, and what has been answered by now. */
export interface Understanding {
  readonly about: 'user' | 'reply'
  readonly text: string
  readonly answers: Map<string | null, { readonly value: unknown; readonly usage: Usage }>
}

/** Something that happens in a talk, as the page about proofs names it. */
export type Occurrence =
  | { readonly type: 'user' }
  | {
      readonly type: 'entered'
      readonly state: string
      /** The name of the transition; null for every other way in. */
      readonly transition: string | null
      readonly from: string | null
      /** Who names the outcome that leads there: the state that had called the flow, or `global`. */
      readonly caller?: string
    }
  | { readonly type: 'said' | 'called' | 'worked' | 'missed' | 'failed'; readonly state: string }
  | { readonly type: 'limit'; readonly limit: 'maxLoops' | 'maxTurns' | 'timeoutSeconds' | 'budget' }
  | { readonly type: 'event'; readonly event: string }
  | { readonly type: 'asked'; readonly field: string }
  | { readonly type: 'end'; readonly outcome: Outcome; readonly state: string }

/** How a state is gone to, as who comes there is told. */
export interface Way {
  /** The name of the transition. */
  readonly by?: string
  readonly caller?: string
}

/** What is to be done next. Every part of the interpreter ends in one of these. */
export type Step =
  | { readonly do: 'wait' }
  | ({
      readonly do: 'take'
      readonly target: string
      readonly call?: Omit<Frame, 'from'>
      readonly ended?: string
      readonly change?: Change
      readonly reads?: boolean
    } & Way)
  | {
      readonly do: 'limit'
      readonly reason: 'maxLoops' | 'maxTurns' | 'age' | 'budget'
      readonly limited?: string
      readonly call?: Omit<Frame, 'from'>
    }
  | ({
      readonly do: 'enter'
      readonly target: string
      readonly call?: Omit<Frame, 'from'>
      readonly ended?: string
      readonly change?: Change
      /** A state that collects reads the message that led there. */
      readonly reads?: boolean
    } & Way)
  | { readonly do: 'question' }
  | { readonly do: 'ask'; readonly field: string }
  | { readonly do: 'resume' }
  | { readonly do: 'invoke' }
  | { readonly do: 'speak'; readonly prompt: Prompt; readonly listens?: boolean }
  | { readonly do: 'speakAgain'; readonly prompt: Prompt }
  | { readonly do: 'spoken'; readonly texts: readonly string[]; readonly next?: Step }
  | { readonly do: 'judge'; readonly about: 'user' | 'reply'; readonly text: string }
  | { readonly do: 'understand'; readonly about: 'user' | 'reply'; readonly text: string; readonly again: boolean }
  | { readonly do: 'nothingHolds'; readonly about: 'user' | 'reply' }
  | { readonly do: 'listen' }
  /** The next that waits is taken up, where the conversation rests. */
  | { readonly do: 'next' }
  | { readonly do: 'takeUp'; readonly message: WaitingMessage }
  | { readonly do: 'repeat' }
  | { readonly do: 'fail'; readonly during: During; readonly code: string; readonly repeat: Step }
  | { readonly do: 'end'; readonly outcome: Outcome }

/** One conversation, as a naive reader of turns.md would keep it. */
export interface Conversation {
  readonly flow: ConversationFlow
  readonly guards: Guards
  readonly conversationId: string
  readonly startedAt: number
  now: number
  state: string
  substate: Substate
  data: ConversationData
  messages: Message[]
  messageCount: number
  visits: Record<string, number>
  turn: number
  /** How many of them nothing judged. */
  unjudgedTurns: number
  noMatches: number
  /** How often the state has spoken since it was entered. */
  repeats: number
  /** How many silences in a row were answered in place. */
  silences: number
  /** The data that the conversation began with. */
  readonly startData: ConversationData
  /** The calls that are being run, oldest first. */
  stack: Frame[]
  /** How often states of called flows were entered since the last call of theirs that ended by an outcome. */
  loops: Record<string, number>
  inbox: (WaitingMessage | WaitingEvent | WaitingOperator)[]
  usage: { modelCalls: number; inputTokens: number; outputTokens: number }
  error: { readonly during: During; readonly code: string } | null
  repeat: Step | null
  outcome: Outcome | null
  lastUserText: string
  /** The id of the user message last taken up. */
  lastUserId: string
  /** How many replies there were since. */
  replies: number
  /** Ids that senders gave to messages that were taken up. */
  seenIds: string[]
  /** When the state began to listen. */
  listensSince: number
  /** Everything asked so far, in order; never emptied. */
  readonly requests: Request[]
  /** Asked and not answered. */
  pending: Request[]
  understanding: Understanding | null
  /** The flow's own functions that are still to run: extraction, custom conditions, choices. */
  work: (() => Promise<Step>) | null
  speaking: Prompt | null
  /** What is being said is a question in place: then the state listens. */
  listensAfter: boolean
  /** The field that is asked for. */
  asking: string | null
  /** The message that led to a state that collects is still to be read there. */
  readsMessage: boolean
  /** A value of the user's last message that does not fit, and why. */
  refused: { readonly field: string; readonly value: JsonValue; readonly reason: string } | null
  /** What the reply that is being made has said so far. */
  said: string
  /** The names of the events emitted so far. */
  readonly emitted: string[]
  /** What has happened so far, and the data then. */
  readonly happened: (Occurrence & { readonly data: ConversationData })[]
}

/** Notes that something happens. */
export function tell(conversation: Conversation, occurrence: Occurrence): void {
  conversation.happened.push({ ...occurrence, data: { ...conversation.data } })
}

/** A message fires nothing. */
export function countMiss(conversation: Conversation): void {
  conversation.noMatches += 1
  conversation.emitted.push('no.match')
  tell(conversation, { type: 'missed', state: conversation.state })
}

export const SILENT: Prompt = { say: [] }

export const WAIT: Step = { do: 'wait' }

export function stateOf(conversation: Conversation, name: string = conversation.state): FlowState {
  const state = definitionOf(conversation.flow, name)
  if (!state) throw new Error(`The flow has no state ${JSON.stringify(name)}`)
  return state
}

export function isTerminal(state: FlowState): boolean {
  const { transitions, advanceTo, call, on, collect } = state
  return [transitions, advanceTo, call, on, collect].every((way) => way === undefined)
}

export function listens(state: FlowState): boolean {
  return (state.transitions ?? state.on ?? state.collect) !== undefined && state.transitionsOn !== 'entry'
}

/** Appends what the flow says. */
export function appendReply(conversation: Conversation, text: string, marks?: Pick<Message, 'interrupted' | 'suggestions'>): void {
  const { state, turn, now: at, lastUserId } = conversation
  conversation.replies += 1
  append(conversation, { role: 'assistant', text, state, turn, at, id: `${lastUserId}.${conversation.replies}`, ...marks })
}

export function append(conversation: Conversation, message: Message): void {
  const most = conversation.flow.history?.maxMessages ?? 100
  conversation.messageCount += 1
  conversation.messages = [...conversation.messages, message].slice(-most)
}

/** A call that came to something counts, with its tokens. */
export function count(conversation: Conversation, usage: Usage): void {
  conversation.usage.modelCalls += 1
  countTokens(conversation, usage)
}

/** An answer that could not be used is no call, but its tokens are spent. */
export function countTokens(conversation: Conversation, usage: Usage): void {
  conversation.usage.inputTokens += usage.inputTokens
  conversation.usage.outputTokens += usage.outputTokens
}
