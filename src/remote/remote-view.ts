import type { ConversationPhase } from '../conversation/api/conversation.js'
import type { ConversationView, ViewMessage } from '../conversation/api/conversation-view.js'
import type { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ConversationError } from '../machine/context.js'
import type { ClientView } from '../server/protocol/client-view.js'
import type { ServerEvent } from '../server/protocol/events.js'

const NOTHING: readonly never[] = Object.freeze([])

/** How many attempts are known to be over. */
const KNOWN_ATTEMPTS = 50

/** Makes the views of a conversation that runs elsewhere: of what the server has stored, what it tells, and what was sent and has no turn yet. */
export class RemoteView {
  #view: ConversationView
  #base: ClientView | undefined
  /** What the running turn has added to it. */
  #added: readonly ViewMessage[] = NOTHING
  #waiting: readonly ViewMessage[] = NOTHING
  #messages: readonly ViewMessage[] = NOTHING
  #reply: string | undefined
  #state: string | undefined
  /** What this page says of itself, over what the server says. */
  #own: { readonly status: 'closed' | 'broken'; readonly error?: TalkchartError } | undefined
  #attempt: string | undefined
  #next = 0
  readonly #over = new Set<string>()
  /** The id of the last event that was taken in. */
  lastId: string | undefined

  constructor(id: string) {
    const usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0 }
    this.#view = Object.freeze({
      ...{ id, status: 'opening' as const, state: undefined, messages: NOTHING, messageCount: 0, reply: undefined, suggestions: NOTHING },
      ...{ error: undefined, outcome: null, data: undefined, turn: 0, usage, revision: 0, deadline: null, running: false },
      ...{ transitions: NOTHING, actor: undefined },
    })
  }

  get view(): ConversationView {
    return this.#view
  }

  /** The message whose turn runs; undefined when none does. */
  messageId: string | undefined

  /** Takes an event in. False for one that was taken in before, by another connection. */
  take(event: ServerEvent): boolean {
    const { id } = event
    if (id !== undefined && this.#isKnown(id, event.type === 'begin')) {
      // What another connection has told of the turn is stored now.
      if (event.type === 'turn' && event.data.view.revision > this.#view.revision) this.#base = event.data.view
      return false
    }
    if (id !== undefined) this.lastId = id
    if (event.type === 'snapshot') this.stand(event.data)
    else if (event.type === 'turn') this.stand(event.data.view)
    else if (event.type === 'begin') this.#begin(event.data)
    else if (event.type === 'state') this.#state = event.data.state
    else if (event.type === 'delta') this.#reply = (this.#reply ?? '') + event.data.text
    else if (event.type === 'message') {
      this.#added = [...this.#added, event.data.message]
      this.#reply = ''
    }
    this.#update()
    return true
  }

  /** Takes in where the conversation stands. */
  stand(view: ClientView): void {
    this.#base = view
    if (!view.running) this.#rest()
    this.#waiting = this.#waiting.filter(({ id }) => !view.messages.some((message) => message.id === id && message.pending === undefined))
    this.#update()
  }

  /** Shows a message that was sent. */
  addWaiting(text: string, id: string): void {
    if (this.#waiting.some((message) => message.id === id)) return
    const { state = '', turn } = this.#view
    this.#waiting = [...this.#waiting, Object.freeze({ role: 'user', text, state, turn: turn + 1, at: Date.now(), id, pending: true })]
    this.#update()
  }

  /** Shows it no longer: it has its turn, or was refused. */
  removeWaiting(id: string): void {
    this.#waiting = this.#waiting.filter((message) => message.id !== id)
    this.#update()
  }

  /** Says what this page is at; undefined while the server says it. */
  setOwn(own: { readonly status: 'closed' | 'broken'; readonly error?: TalkchartError } | undefined): void {
    this.#own = own
    this.#update()
  }

  /** Tells whether another connection has brought an event already, or what it belongs to is void. */
  #isKnown(id: string, begins: boolean): boolean {
    const [attempt = '', number] = id.split('.')
    if (number === 'end') return !this.#endAttempt(attempt)
    if (attempt === this.#attempt ? Number(number) < this.#next : !begins || this.#over.has(attempt)) return true
    if (this.#attempt !== undefined && this.#attempt !== attempt) this.#endAttempt(this.#attempt)
    this.#attempt = attempt
    this.#next = Number(number) + 1
    return false
  }

  /** Notes that an attempt is over. False when that was known. */
  #endAttempt(attempt: string): boolean {
    if (this.#over.has(attempt)) return false
    this.#over.add(attempt)
    for (const oldest of this.#over) if (this.#over.size > KNOWN_ATTEMPTS) this.#over.delete(oldest)
    return true
  }

  /** What was shown of the same turn before is void. What the turn before has told is kept, until it is known to be stored. */
  #begin({ messageId, message }: { readonly messageId: string; readonly message?: ViewMessage }): void {
    const isTaken = ({ id }: ViewMessage) => id === messageId
    const again = this.#added.findIndex(isTaken)
    const before = again < 0 ? this.#added : this.#added.slice(0, again)
    // A run that goes on with a turn does not tell its message again, and what is stored may have it still as one that waits.
    const taken = message ?? this.#messages.find((known) => isTaken(known) && known.pending)
    this.#rest()
    this.messageId = messageId
    this.#reply = ''
    this.#added = taken === undefined ? before : [...before, asTold(taken)]
  }

  #rest(): void {
    this.#added = NOTHING
    this.#reply = undefined
    this.#state = undefined
    this.messageId = undefined
  }

  #update(): void {
    const next = { ...this.#view, ...this.#shown() }
    const isSame = Object.entries(next).every(([name, value]) => Object.is(value, Reflect.get(this.#view, name)))
    if (!isSame) this.#view = Object.freeze(next)
  }

  #shown(): Partial<ConversationView> {
    const base = this.#base
    const messages = this.#shownMessages()
    const own = this.#own
    if (base === undefined) return { messages, status: own?.status ?? 'opening', error: own?.error }
    const isRunning = this.messageId !== undefined || base.running
    const status: ConversationPhase | 'opening' | 'broken' = own?.status ?? (isRunning || this.#waiting.length > 0 ? 'busy' : base.status)
    const { error, state, data, ...facts } = base
    return {
      ...facts,
      status,
      messages,
      state: this.#state ?? state,
      data,
      reply: this.#reply,
      running: isRunning,
      suggestions: status === 'listening' ? base.suggestions : NOTHING,
      error: own?.error ?? (status === 'failed' && error !== undefined ? failureOf(error) : undefined),
    }
  }

  /** The same array while nothing was added: a piece of a reply changes the reply alone. */
  #shownMessages(): readonly ViewMessage[] {
    const added = new Set(this.#added.map(({ id }) => id))
    const stored = (this.#base?.messages ?? NOTHING).filter(({ id }) => !added.has(id))
    const known = new Set([...stored.map(({ id }) => id), ...added])
    const messages = [
      ...stored.filter(({ pending }) => !pending),
      ...this.#added,
      ...stored.filter(({ pending }) => pending),
      ...this.#waiting.filter(({ id }) => !known.has(id)),
    ]
    const isSame = messages.length === this.#messages.length && messages.every((message, index) => message === this.#messages[index])
    if (!isSame) this.#messages = Object.freeze(messages)
    return this.#messages
  }
}

function asTold({ pending, ...message }: ViewMessage): ViewMessage {
  return message
}

const failures = new WeakMap<object, ConversationError>()

/** Makes the error of a local conversation of what the server tells; the same one each time. */
function failureOf(error: NonNullable<ClientView['error']>): ConversationError {
  const known = failures.get(error) ?? { name: 'ConversationError', status: null, ...error }
  failures.set(error, known)
  return known
}
