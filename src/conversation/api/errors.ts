import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationOutcome } from '../../machine/index.js'

// These two stand alone, so that a page whose conversations run on a server brings no others.
export { ConversationClosedError } from './closed-error.js'
export { ReplyRestartedError } from './reply-restarted-error.js'

/** Reports that the conversation has ended; it takes no more messages. */
export class ConversationDoneError extends TalkchartError {
  static {
    ConversationDoneError.prototype.name = 'ConversationDoneError'
  }

  readonly conversationId: string
  readonly outcome: ConversationOutcome

  constructor(conversationId: string, outcome: ConversationOutcome) {
    super('conversation-done', `Conversation ${quote(conversationId)} has ended (${outcome}). Begin a new one with another id.`)
    this.conversationId = conversationId
    this.outcome = outcome
  }
}

/** Reports that the conversation is no longer in the store: it was removed, and perhaps begun anew by somebody else. Nothing was written. */
export class ConversationRemovedError extends TalkchartError {
  static {
    ConversationRemovedError.prototype.name = 'ConversationRemovedError'
  }

  readonly conversationId: string

  constructor(conversationId: string) {
    super(
      'conversation-removed',
      `Conversation ${quote(conversationId)} was removed from the store while it was open. openConversation({ id }) begins it anew.`,
    )
    this.conversationId = conversationId
  }
}

/** Reports that another process ran the conversation for longer than `lease.wait` allows. Nothing was changed; the message may be sent again. */
export class ConversationBusyError extends TalkchartError {
  static {
    ConversationBusyError.prototype.name = 'ConversationBusyError'
  }

  readonly conversationId: string
  /** Who holds the lease. */
  readonly owner: string

  constructor(conversationId: string, owner: string) {
    super(
      'conversation-busy',
      `Conversation ${quote(conversationId)} is being run by ${quote(owner)}. Send the message again with the same id, or wait for longer with lease: { wait }.`,
    )
    this.conversationId = conversationId
    this.owner = owner
  }
}

/**
 * Reports that the lease of a conversation passed to another process again and again before a turn was stored: it is shorter than what holds this
 * process up. The turn was given up, so that its calls are not made without end. A message stays pending, and runs when the conversation is opened again.
 */
export class LeaseTooShortError extends TalkchartError {
  static {
    LeaseTooShortError.prototype.name = 'LeaseTooShortError'
  }

  readonly conversationId: string
  /** How long the lease lasts. */
  readonly milliseconds: number

  constructor(conversationId: string, milliseconds: number, losses: number) {
    super(
      'lease-too-short',
      `Conversation ${quote(conversationId)} lost its lease of ${milliseconds} ms ${losses} times before its turn was stored: this process or its store was held up for longer. Make it longer with lease: { milliseconds }.`,
    )
    this.conversationId = conversationId
    this.milliseconds = milliseconds
  }
}

/** Reports that too many messages wait for their turn. This one was not taken; the others are as they were. */
export class InboxFullError extends TalkchartError {
  static {
    InboxFullError.prototype.name = 'InboxFullError'
  }

  readonly conversationId: string
  /** How many messages may wait. */
  readonly limit: number

  constructor(conversationId: string, limit: number) {
    super('inbox-full', `Conversation ${quote(conversationId)} has ${limit} messages waiting. Send this one again when a turn is over.`)
    this.conversationId = conversationId
    this.limit = limit
  }
}

/** Reports that the flow needs something that was not given: a model, named models, actors or guards. */
export class MissingImplementationError extends TalkchartError {
  static {
    MissingImplementationError.prototype.name = 'MissingImplementationError'
  }

  /** What is needed, one sentence each. */
  readonly needs: readonly string[]

  constructor(flowName: string, needs: readonly string[]) {
    const list = needs.map((need) => `\n- ${need}`).join('')
    super('missing-implementation', `Flow ${quote(flowName)} can not be run as it was opened:${list}`)
    this.needs = needs
  }
}

/** Reports that the stored conversation does not fit the flow that it was opened with. Nothing was changed. */
export class FlowDriftError extends TalkchartError {
  static {
    FlowDriftError.prototype.name = 'FlowDriftError'
  }

  readonly conversationId: string
  /** The flow's name, version and hash, as stored and as running. */
  readonly stored: { readonly name: string; readonly version: string; readonly hash: string }
  readonly running: { readonly name: string; readonly version: string; readonly hash: string }
  /** The state that the conversation stands in. */
  readonly state: string

  constructor(conversationId: string, facts: Pick<FlowDriftError, 'stored' | 'running' | 'state'>, reason: string) {
    const { stored, running } = facts
    const opened =
      stored.name === running.name && stored.version === running.version
        ? 'it was opened with a flow that has changed under the same version'
        : `it was opened with version ${quote(running.version)}`
    super(
      'flow-drift',
      `Conversation ${quote(conversationId)} stands in state ${quote(facts.state)} of flow ${quote(stored.name)} ${quote(stored.version)}; ${opened}: ${reason} The record was left as it is.`,
    )
    this.conversationId = conversationId
    this.stored = facts.stored
    this.running = facts.running
    this.state = facts.state
  }
}

/** Reports that there is no such turn to go back to. */
export class NoSuchTurnError extends TalkchartError {
  static {
    NoSuchTurnError.prototype.name = 'NoSuchTurnError'
  }

  readonly conversationId: string
  readonly turn: number
  /** The newest turn that there is. */
  readonly newestTurn: number

  constructor(conversationId: string, turn: number, newestTurn: number) {
    super(
      'no-such-turn',
      `Conversation ${quote(conversationId)} has no turn ${quote(turn)} to go back to: expected a whole number from 0 (the opening) to ${newestTurn} that is kept.`,
    )
    this.conversationId = conversationId
    this.turn = turn
    this.newestTurn = newestTurn
  }
}

/** Reports that there is no failed call to repeat. Nothing was changed. */
export class NothingToRetryError extends TalkchartError {
  static {
    NothingToRetryError.prototype.name = 'NothingToRetryError'
  }

  readonly conversationId: string

  constructor(conversationId: string, phase: string) {
    super('nothing-to-retry', `Conversation ${quote(conversationId)} is ${phase}; only a call that failed can be repeated.`)
    this.conversationId = conversationId
  }
}

/** Tells whether an error refuses one request and leaves the conversation as it was. */
export function isHarmless(error: unknown): boolean {
  if (ConversationBusyError.isInstance(error)) return true
  return ConversationDoneError.isInstance(error) || NoSuchTurnError.isInstance(error) || NothingToRetryError.isInstance(error)
}
