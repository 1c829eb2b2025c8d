import type { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isSeen } from '../../machine/message-ids.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import type { ConversationView } from '../api/conversation-view.js'
import type { ConversationStatus } from '../live/conversation-status.js'
import type { LiveConversation } from '../live/live-conversation.js'
import { deadlineOf, outcomeOf, phaseOf, replyOf } from '../record/snapshot-facts.js'
import { NOTHING, openingView } from './opening-view.js'
import { ViewMessages, ViewTransitions } from './view-messages.js'

/** What a view is made of. */
export interface ViewFacts {
  /** What the handle is at; undefined while the conversation itself tells. */
  readonly status: 'opening' | 'closed' | 'broken' | undefined
  readonly error: TalkchartError | undefined
  /** The conversation; undefined until it is loaded, and when it is open no more. */
  readonly live: LiveConversation | undefined
  /** Messages that were sent before the conversation was open. */
  readonly early: readonly PendingMessage[]
}

/** A timer's turn runs while the conversation rests. */
const RUNNING: ReadonlySet<ConversationStatus['name']> = new Set(['opening', 'turn', 'reloading'])

/** Makes the views of one conversation, each when something has changed. */
export class ViewSource {
  readonly #messages = new ViewMessages()
  readonly #transitions = new ViewTransitions()
  #view: ConversationView
  #told: ConversationView['messages'] = []
  #waiting: readonly PendingMessage[] = []

  constructor(id: string) {
    this.#view = openingView(id)
  }

  get view(): ConversationView {
    return this.#view
  }

  /** Returns whether there is another view now. */
  update(facts: ViewFacts): boolean {
    const next = facts.live === undefined ? this.#viewAtRest(facts) : this.#viewOf(facts.live, facts)
    if (isSame(next, this.#view)) return false
    this.#view = Object.freeze(next)
    return true
  }

  /** Returns what was known last, of a conversation that is not open. */
  #viewAtRest({ status = 'closed', error, early }: ViewFacts): ConversationView {
    const { state = '', turn } = this.#view
    // Whoever sent what waited was told that it failed.
    if (status === 'broken') this.#waiting = []
    const waiting = withEarly(this.#waiting, early, (id) => this.#told.some((message) => message.id === id))
    const messages = this.#messages.of(this.#told, waiting, { state, turn })
    const nothingRuns = { reply: undefined, suggestions: NOTHING, running: false, actor: undefined }
    return { ...this.#view, ...nothingRuns, status, error, messages }
  }

  #viewOf({ id, life }: LiveConversation, { error, early, ...facts }: ViewFacts): ConversationView {
    const status = facts.status ?? life.phase
    const { actor, committer, snapshot } = life.session
    const { context } = snapshot
    const { state, messages: told, messageCount, data, turn, usage } = context
    this.#told = told
    this.#waiting = life.waiting
    const waiting = withEarly(this.#waiting, early, (id) => isSeen(context, id))
    const isBusy = phaseOf(snapshot) === 'busy'
    return {
      id,
      status,
      state,
      messages: this.#messages.of(told, waiting, { state, turn }),
      messageCount,
      reply: replyOf(snapshot),
      suggestions: (status === 'listening' ? told.at(-1)?.suggestions : undefined) ?? NOTHING,
      error: error ?? (status === 'failed' ? (context.error ?? undefined) : undefined),
      outcome: outcomeOf(snapshot),
      data,
      turn,
      usage: isSame(usage, this.#view.usage) ? this.#view.usage : usage,
      revision: committer.revision,
      deadline: deadlineOf(snapshot),
      running: RUNNING.has(life.status.name) || life.phase === 'busy',
      transitions: this.#transitions.of({ told, state, isInTurn: isBusy, firedBy: (turn) => committer.messages.firedBy(turn) }),
      actor,
    }
  }
}

/** A message that was sent twice waits once. */
function withEarly(
  waiting: readonly PendingMessage[],
  early: readonly PendingMessage[],
  isKnown: (id: string) => boolean,
): readonly PendingMessage[] {
  if (early.length === 0) return waiting
  const ids = new Set(waiting.map(({ id }) => id))
  return [
    ...waiting,
    ...early.filter(({ id }) => {
      if (ids.has(id) || isKnown(id)) return false
      ids.add(id)
      return true
    }),
  ]
}

function isSame(left: object, right: object): boolean {
  return Object.entries(left).every(([key, value]) => Object.is(value, Reflect.get(right, key)))
}
