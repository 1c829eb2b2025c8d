import type { TurnExplanation } from '../analysis/explain/explanation.js'
import type { DrawingChart } from '../chart/drawing.js'
import type { TakenWay } from '../chart/edges-of-way.js'
import type { ConversationData } from '../conditions/condition.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { SuggestedMessage } from '../model/message.js'
import type { Usage } from '../model/usage.js'
import type { ClientView } from '../server/protocol/client-view.js'
import type { PublicTurn } from '../server/protocol/public-turn.js'

/*
 * What `talkchart play` and its page tell each other. Everything is JSON, every request carries `authorization: Bearer TOKEN`, and whatever is
 * refused is answered with a `Problem`, as by `conversationHandler`. The token stands in the fragment of the page's URL: `#token=…`.
 *
 * /conversations/{id}…        the protocol of `remoteConversation`; views have `data` and `transitions`, and errors their own message
 *
 * GET  /play/flow             PlayFlow; null while no flow is chosen
 * GET  /play/state?name=      PlayState
 * GET  /play/paths            Later<PlayPaths>
 * POST /play/paths/{number}   { id } begins that conversation, whose model answers as the path says: PathWalk
 * GET  /play/properties        Later<PlayProperties>; told of again whenever one more was judged
 * POST /play/properties/{number}  { id } begins that conversation, in which the talk that breaks the property is played: PathWalk
 * POST /play/explain/{id}     { text } what it would do now, or { turn } what it did then: TurnExplanation, or null for a turn that is gone. Nothing is called
 * GET  /play/fit/{id}         Fit: whether the conversation goes on with the edition that is played
 * POST /play/fit/{id}         { way: 'back' } or { way: 'rename', to }: Fit. The third way, to begin anew, is another id
 * GET  /play/turns/{id}       PlayTurns: what has happened in the newest turns, what they have cost, and what was known before the last
 * GET  /play/export/{id}?as=  json, markdown, or path: a file to keep. A path is `{ flow, paths: [FlowPath] }`, for `talkchart test --paths`
 * GET  /play/list             PlayList
 * POST /play/list/{name}      {} chooses a ready flow, where `play` was started without one: PlayFlow
 * POST /play/fork/{id}        { turn, to } begins the conversation `to`, which stands where this one stood after that turn: Forked
 * POST /play/notify/{id}      { type, payload?, id? } tells the flow of an event: OutsideTurn
 * POST /play/say/{id}         { text, name?, id? } speaks in the flow's place: OutsideTurn
 * GET  /play/watch            a stream of WatchEvent
 */

/** Something that takes time: it is worked out beside, and `/play/watch` tells when it is there. */
export type Later<Value> =
  | { readonly status: 'working' }
  | { readonly status: 'ready'; readonly value: Value }
  /** It can not be had, or would take too long. The reason is for people. */
  | { readonly status: 'refused'; readonly reason: string }

/** The flow that is played. */
export interface PlayFlow {
  /** When the playground was started. */
  readonly began: number
  /** Grows with each load: another edition has other charts, paths and explanations. */
  readonly edition: number
  readonly name: string
  readonly version: string
  readonly description: string | null
  /** The file, as the person named it. */
  readonly file: string
  readonly initialState: string
  /** In the order in which they are written. */
  readonly states: readonly { readonly name: string; readonly description: string | null }[]
  /** Transitions that are tried in every state. */
  readonly anywhere: readonly PlayTransition[]
  /** What may be told of from outside, by `/play/notify/{id}`. */
  readonly events: readonly PlayEvent[]
  /** The name of the model that speaks and decides; null without one. */
  readonly model: string | null
  /** The conversation that the page opens when its URL names none. */
  readonly id: string
  readonly diagnostics: Later<readonly Diagnostic[]>
  /** Without limits, misses and global transitions, which `anywhere` lists; no labels. */
  readonly drawing: Later<PlayDrawing>
  /** With everything; no labels. */
  readonly wholeDrawing: Later<PlayDrawing>
  /** Why the newest version of the file does not run; null when it does. */
  readonly problem: FlowProblem | null
}

/** Says what is wrong with the newest version of a file. The version before it goes on. */
export interface FlowProblem {
  readonly message: string
  readonly diagnostics: readonly Diagnostic[]
  /** The lines of the file around the first problem, with a mark under it; null where the place is not known. */
  readonly frame: string | null
}

/** A chart laid out in both directions. */
export interface PlayDrawing {
  readonly LR: DrawnFlow
  readonly TB: DrawnFlow
}

/** A picture, and what is in it: see `drawing` of `talkchart/analysis`. Ids have no prefix. */
export interface DrawnFlow {
  readonly svg: string
  readonly chart: DrawingChart
}

/** One state, with all that can be done in it. */
export interface PlayState {
  readonly name: string
  readonly description: string | null
  /** What it says, and what the model is told, each wording for itself; none for a state without a prompt. */
  readonly wordings: readonly { readonly say: string | null; readonly instruct: string | null }[]
  /** In the order in which they are tried: its own, then those of every state. */
  readonly transitions: readonly PlayTransition[]
  readonly fields: readonly PlayField[]
  /** As they are written; `view.suggestions` has them as they are offered. */
  readonly suggestions: readonly SuggestedMessage[]
  /** Those that do something here. */
  readonly events: readonly PlayEvent[]
  /** Other ways on, in sentences: calls, events, silences, misses, limits, failures. */
  readonly notes: readonly string[]
}

export interface PlayTransition {
  readonly name: string
  readonly scope: 'own' | 'global'
  /** Where it may lead. */
  readonly to: readonly string[]
  /** The flow that it calls, to come back afterwards; null for none. */
  readonly calls: string | null
  /** In words. */
  readonly condition: string
  /** Something to say that fires it; null where none was found, or it takes more than words. */
  readonly witness: string | null
  /** Why there is no witness, or what it takes besides the words; null where the words alone do it. */
  readonly reason: string | null
}

/** A field that a state asks for, or hears corrections of. */
export interface PlayField {
  readonly name: string
  /** What the state does with it: it asks for it, hears it where it is told, or hears corrections of it. */
  readonly way: string
  /** Where its value is read from. */
  readonly source: string
  readonly schema: JsonObject
}

export interface PlayEvent {
  readonly name: string
  readonly schema: JsonObject | null
  /** A payload that fits; null where none is needed or none was found. */
  readonly sample: JsonValue
}

/** Generated conversations that together show all of a flow. */
export interface PlayPaths {
  readonly paths: readonly PlayPath[]
  /** What no path shows, and why. */
  readonly uncovered: readonly { readonly description: string; readonly reason: string }[]
}

export interface PlayPath {
  /** Its place in the list, for `POST /play/paths/{number}`. */
  readonly number: number
  readonly title: string
  /** What the user says and does, in order. */
  readonly steps: readonly WalkStep[]
  /** The states that it enters, in order. */
  readonly states: readonly string[]
  readonly shows: readonly string[]
  /** The ways of its messages and events, as `from.transition.to`. */
  readonly takes: readonly string[]
  /** Whether the model is played by the path. */
  readonly needsModel: boolean
  /** Why it can not be played here; null when it can. */
  readonly undrivable: string | null
}

/** What holds in every talk, or does not, judged one after the other. */
export interface PlayProperties {
  readonly properties: readonly PlayProperty[]
  /** How many are still to be judged. */
  readonly left: number
}

export interface PlayProperty {
  /** Its place in the list, for `POST /play/properties/{number}`. */
  readonly number: number
  readonly name: string
  /** In a few words. */
  readonly states: string
  readonly outcome: 'holds' | 'breaks' | 'open'
  /** How much it counts. */
  readonly weight: 'held' | 'info' | 'warning' | 'error'
  /** Why it is open, why its talk can not be played, or what is to be known besides; empty for nothing. */
  readonly note: string
  /** The talk that breaks it; null where there is none. */
  readonly talk: {
    readonly happened: readonly string[]
    /** Whether it can be played here. */
    readonly mayPlay: boolean
    /** The way that it breaks on; null where it enters nothing. */
    readonly way: TakenWay | null
  } | null
  /** The ways of which nobody knows whether they are ever taken. */
  readonly doubtful: readonly TakenWay[]
}

/** Something that the page does for the user of a path, when the flow is at rest. */
export type WalkStep =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'event'; readonly event: string; readonly payload: JsonValue | null }
  | { readonly type: 'retry' }

/** A conversation that was begun to play a path in: the page sends the steps, at its own pace. */
export interface PathWalk {
  readonly id: string
  readonly steps: readonly WalkStep[]
}

/** Tells how a stored conversation fits the edition that is played. Ask it whenever another edition is told of. */
export type Fit =
  /** There is no such conversation. */
  | { readonly status: 'none' }
  | { readonly status: 'fits'; readonly state: string }
  | {
      readonly status: 'drifted'
      /** Where it stands. */
      readonly state: string
      /** Why it can not go on, for people. */
      readonly reason: string
      /** The newest turn to which it can go back; null where there is none. */
      readonly back: { readonly turn: number; readonly state: string } | null
      /** The states that it may be mapped to; none where a mapping does not help. */
      readonly states: readonly string[]
    }

export interface PlayList {
  /** The flows that come with talkchart, where one of them may be chosen. */
  readonly flows: readonly { readonly name: string; readonly description: string; readonly isPlayed: boolean }[]
  /** Whether one of them may be chosen: `play` was started without a flow. */
  readonly mayChoose: boolean
  /** The conversations with the flow in the store, the newest first. */
  readonly conversations: readonly StoredConversation[]
}

export interface StoredConversation {
  readonly id: string
  /** Where it stands; null before its opening is spoken. */
  readonly state: string | null
  readonly turn: number
  readonly phase: 'busy' | 'listening' | 'failed' | 'done'
  /** In milliseconds since the epoch. */
  readonly updatedAt: number
}

export interface PlayTurns {
  /** The newest first, at most 100. */
  readonly turns: readonly PlayTurn[]
  /** The data before the last turn; empty where that is not kept. */
  readonly before: ConversationData
  /** Where each message, event and silence has led, in order. */
  readonly ways: readonly PlayWay[]
  /** What was said, and what came of it, the newest first. */
  readonly happened: readonly Happening[]
}

/** A way that was taken, each for itself: what comes after a turn is none of the turn's. */
export interface PlayWay {
  readonly turn: number
  readonly from: string
  readonly state: string
  readonly transition: string | null
  /** What led there. A message has fired a transition, was read for fields, or did neither; an event and a silence are nobody's message. */
  readonly kind: 'fired' | 'read' | 'missed' | 'event' | 'silence'
  /** The transition, the event, or why nothing came of a message; empty where there is nothing to name. */
  readonly what: string
  /** The fields that were read, with their values, and one that does not fit beside them; empty for none. */
  readonly read: string
  /** The id of the message that it follows. */
  readonly after: string
}

/** Something that has happened in a conversation. */
export interface Happening {
  readonly turn: number
  readonly type: 'heard' | 'said' | 'ended' | PlayWay['kind']
  readonly text: string
}

export interface PlayTurn {
  readonly turn: number
  /** Where it ended. */
  readonly state: string
  /** What it has cost alone. */
  readonly usage: Usage
}

export interface Forked {
  readonly id: string
}

/** What came of something that has happened outside. */
export interface OutsideTurn {
  readonly turn: PublicTurn
  readonly view: ClientView
}

/** What `/play/watch` tells. */
export type WatchEvent =
  /** Which edition is played, or null for none: first, and whenever another one is. Conversations go on by themselves; ask `/play/flow` again. */
  | { readonly type: 'flow'; readonly data: { readonly edition: number | null } }
  /** A part of an edition is there: ask for it again. */
  | { readonly type: 'part'; readonly data: { readonly edition: number; readonly part: FlowPart } }
  /** The file was changed, and does not run as it is; null when it does again. */
  | { readonly type: 'problem'; readonly data: FlowProblem | null }
  /** Something worth knowing: a question that no model was there to answer. */
  | { readonly type: 'notice'; readonly data: { readonly message: string } }
  /** The stream ends here; come back. */
  | { readonly type: 'bye'; readonly data: Readonly<Record<string, never>> }

export type FlowPart = 'diagnostics' | 'drawing' | 'wholeDrawing' | 'paths' | 'properties'

export type { TurnExplanation }
