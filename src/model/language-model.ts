import type { JsonObject, JsonValue } from '../diagnostics/json.js'

/** Counts the tokens of one model call. */
export interface ModelUsage {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Holds one earlier message, in the order spoken. */
export interface HistoryMessage {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

/**
 * Holds what the words of a request were rendered from. A server that has the flow renders them again from these, so that a page can not put
 * words of its own into its prompts.
 */
export interface RequestFacts {
  /** The conversation's data. Plain JSON. */
  readonly data: Readonly<Record<string, unknown>>
  /** The user's newest message; empty before the first, and where it is the message in question. */
  readonly text: string
  readonly turn: number
  /** How often the state was entered. */
  readonly visits: number
  /** How many messages in a row fired no transition. */
  readonly noMatches: number
  /** Why something that the user's last message told does not fit what was asked for; absent otherwise. */
  readonly reason?: string | undefined
  /** The field that is asked for; absent where none is. */
  readonly asking?: string | undefined
  /** The message led to this state, which reads it for its fields and asks nothing else about it; absent everywhere else. */
  readonly readsMessage?: true | undefined
  /** The value of a field that does not fit, and why; absent where there is none. */
  readonly refused?: { readonly field: string; readonly value: JsonValue; readonly reason: string } | undefined
  /** How often the state has spoken since it was entered; absent where the flow's prompts do not look at it. */
  readonly repeats?: number | undefined
  /** How many silences in a row were answered; absent where there was none. */
  readonly silences?: number | undefined
}

interface ModelRequest {
  /** The same when the same call is made again, after a restore or a retry. */
  readonly id: string
  readonly conversationId: string
  /** The flow state that asks. */
  readonly state: string
  /** The name of one of the `models`; null means the default model. */
  readonly model: string | null
  /** The rendered system prompt. */
  readonly system: string | null
  readonly history: readonly HistoryMessage[]
  /** What the words were rendered from; absent in a request that no flow made. */
  readonly facts?: RequestFacts
}

/** Asks for the reply of one state. Plain JSON. */
export interface RespondRequest extends ModelRequest {
  readonly kind: 'respond'
  /** The state's rendered instruction. */
  readonly instruction: string
  /** The state's rendered verbatim wording, where the prompt has one too. */
  readonly say: string | null
}

/** Describes one thing that an understand request asks; answered under `key`. */
export type Question =
  /** Which of the classes the message belongs to: answered with one of them. */
  | { readonly type: 'class'; readonly key: string; readonly instruction: string; readonly classes: readonly string[] }
  /** Which state comes next: answered with one of the candidates, or null for none of them. */
  | { readonly type: 'select'; readonly key: string; readonly instruction: string; readonly candidates: readonly string[] }
  /** Which facts the message tells: answered with an object of the schema. */
  | { readonly type: 'extract'; readonly key: string; readonly instruction: string; readonly schema: JsonObject }

/** Asks everything that has to be known about one message. Plain JSON. */
export interface UnderstandRequest extends ModelRequest {
  readonly kind: 'understand'
  /** Whose message `text` is. */
  readonly about: 'user' | 'reply'
  /** The message in question. It is not in `history`. */
  readonly text: string
  readonly questions: readonly Question[]
  /** JSON Schema of the answer: an object with every question's key. */
  readonly schema: JsonObject
}

/** Holds a reply and what it cost. */
export interface RespondResult {
  readonly text: string
  readonly usage: ModelUsage
}

/** Holds what was understood and what it cost. */
export interface UnderstandResult {
  /** Fits `request.schema`; null when the model has no answer at all, and then nothing asked holds. */
  readonly value: unknown
  readonly usage: ModelUsage
}

interface CallOptions {
  readonly signal: AbortSignal
  /** The most tokens that the answer may have. */
  readonly maxOutputTokens?: number
  /** The request comes from outside as it is: from a failure of it nothing may be learnt about the server. */
  readonly untrusted?: true
}

/** Holds what a call for a reply is made with: how it is aborted, and who hears its pieces. */
export interface RespondOptions extends CallOptions {
  /** Called with each piece of the reply as it is made; the pieces together are the text. */
  readonly onDelta: (delta: string) => void
}

/** Holds what a call to understand is made with: how it is aborted. */
export type UnderstandOptions = CallOptions

/** Carries the words of a conversation: two methods. Failures are thrown, best as a `ModelError`. */
export interface LanguageModel {
  respond(request: RespondRequest, options: RespondOptions): Promise<RespondResult>
  understand(request: UnderstandRequest, options: UnderstandOptions): Promise<UnderstandResult>
}
