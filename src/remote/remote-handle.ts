import { ConversationClosedError } from '../conversation/api/closed-error.js'
import type { Conversation, ReplyStream, SendOptions, Turn } from '../conversation/api/conversation.js'
import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import { checkText, givenOptions } from '../conversation/live/given-options.js'
import { streamReply } from '../conversation/live/reply-stream.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { Message } from '../model/message.js'
import type { ClientView } from '../server/protocol/client-view.js'
import type { ServerEvent, TurnOutcome } from '../server/protocol/events.js'
import { readHistory } from './read-history.js'
import { RemoteConversationError } from './remote-error.js'
import { listenIn, type RemoteListeners, safely, tell } from './remote-listeners.js'
import type { RemoteOptions } from './remote-options.js'
import { RemoteView } from './remote-view.js'
import { pause, problemError, type RemoteRequest, repeatedly, ServerConnection, waitAfter } from './server-connection.js'

/** How soon it is looked again whether somebody has to follow. */
const SHORT_PAUSE = 200

/** Tells of one command while it runs. */
interface CommandListeners extends Pick<SendOptions, 'onDelta'> {
  readonly onStart?: (said: string) => void
  /** Called when the server has taken it. */
  readonly onAccepted?: () => void
  readonly onEnd?: () => void
}

/** Holds a conversation that runs on a server. */
export class RemoteHandle implements ConversationHandle {
  readonly id: string
  readonly #options: RemoteOptions
  readonly #connection: ServerConnection
  readonly #view: RemoteView
  readonly #subscribers = new Set<() => void>()
  readonly #listeners: RemoteListeners = new Map()
  readonly on: Conversation['on'] = listenIn(this.#listeners)
  /** Commands that run, which tell what happens: nobody has to follow beside them. */
  readonly #commands = new Set<CommandListeners & { readonly messageId: string | undefined }>()
  #opened: Promise<void> | undefined
  #life = new AbortController()
  #following: AbortController | undefined
  /** Messages leave in the order in which they were sent. */
  #order: Promise<unknown> = Promise.resolve()

  constructor(options: RemoteOptions) {
    const { url, id, headers = {}, fetch: ownFetch = (...parameters) => fetch(...parameters) } = options
    this.id = id
    this.#options = options
    this.#connection = new ServerConnection(`${url.replace(/\/$/, '')}/${encodeURIComponent(id)}`, headers, ownFetch)
    this.#view = new RemoteView(id)
  }

  get view(): ConversationView {
    return this.#view.view
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.#subscribers.add(own)
    return () => void this.#subscribers.delete(own)
  }

  open(): Promise<void> {
    if (this.#life.signal.aborted) this.#life = new AbortController()
    if (this.#opened !== undefined) return this.#opened
    const { signal } = this.#life
    this.#change(() => this.#view.setOwn(undefined))
    const opened = this.#open(signal).catch((error: unknown) => {
      if (this.#opened === opened) this.#break(error)
      throw error
    })
    this.#opened = opened
    // It stands in the view too.
    opened.catch(() => undefined)
    return opened
  }

  async close(): Promise<void> {
    this.#opened = undefined
    this.#life.abort(new ConversationClosedError(this.id))
    this.#following?.abort()
    this.#change(() => this.#view.setOwn({ status: 'closed' }))
  }

  async send(text: string, options?: SendOptions): Promise<Turn> {
    return await this.#send(text, options)
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, (onStart, onEnd) => this.#send(text, options, { onStart, onEnd }))
  }

  async retry(options?: Pick<SendOptions, 'onDelta'>): Promise<Turn> {
    const { onDelta } = givenOptions(options)
    return await this.#onSeen('/retry', {}, onDelta === undefined ? {} : { onDelta })
  }

  async cancel(): Promise<void> {
    await this.#onSeen('/cancel', {})
  }

  async rewind(turn: number): Promise<void> {
    await this.#onSeen('/rewind', { turn })
  }

  async interrupt(): Promise<boolean> {
    const { signal } = this.#life
    signal.throwIfAborted()
    const answer = await this.#connection.json<{ interrupted: boolean }>({ method: 'POST', path: '/interrupt', signal })
    return answer.interrupted
  }

  async history(): Promise<readonly Message[]> {
    await this.#ready()
    return await readHistory(this.#connection, this.#life.signal)
  }

  /** Reads where the conversation stands; begins it where there is none, and has left and overdue turns run. */
  async #open(signal: AbortSignal): Promise<void> {
    const read = () => this.#connection.find<ClientView>({ method: 'GET', path: '?last=50&optional=true', signal })
    const view = await repeatedly(signal, read).catch((error: unknown) => {
      // So answers a server that does not know of `optional`.
      if (Object(error).code === 'no-conversation') return undefined
      throw error
    })
    if (view !== undefined) this.#change(() => this.#view.stand(view))
    const isOverdue = typeof view?.deadline === 'number' && view.deadline <= Date.now()
    if (view === undefined || isLeft(view) || isOverdue) await repeatedly(signal, () => this.#begin(signal))
    signal.throwIfAborted()
    void this.#follow(signal)
  }

  /** Begins it where there is none, and has left and overdue turns run. */
  async #begin(signal: AbortSignal): Promise<void> {
    const { data } = this.#options
    await this.#run({ method: 'PUT', path: '', body: data === undefined ? {} : { data }, signal }, {}, undefined)
  }

  async #send(text: string, options?: SendOptions, listeners: CommandListeners = {}): Promise<Turn> {
    const { id = freshId(), interrupt, onDelta } = givenOptions(options)
    const message = { text, id, ...(interrupt === true ? { interrupt } : {}) }
    return await this.#sendMessage(message, onDelta === undefined ? listeners : { ...listeners, onDelta })
  }

  async #sendMessage(
    message: { readonly text: string; readonly id: string; readonly interrupt?: true },
    listeners: CommandListeners,
  ): Promise<Turn> {
    const { signal } = this.#life
    signal.throwIfAborted()
    checkText(message.text)
    this.#change(() => this.#view.addWaiting(message.text, message.id))
    const request: RemoteRequest = { method: 'POST', path: '/messages', body: message, signal }
    const before = this.#order
    let onAccepted: () => void = () => undefined
    this.#order = new Promise<void>((resolve) => {
      onAccepted = resolve
    })
    try {
      await this.#ready()
      // The next one leaves when the server has this one.
      await before
      // A message whose turn was seen to begin is answered, however long the server is out of reach.
      const isTaken = () => this.#view.messageId === message.id
      return await repeatedly(signal, () => this.#run(request, { ...listeners, onAccepted }, message.id), isTaken)
    } finally {
      onAccepted()
      this.#change(() => this.#view.removeWaiting(message.id))
    }
  }

  /** Does what is meant for the conversation as it is in view. It is never sent twice. */
  async #onSeen(path: string, body: object, listeners: CommandListeners = {}): Promise<Turn> {
    await this.#ready()
    const { signal } = this.#life
    return await this.#run({ method: 'POST', path, body: { ...body, revision: this.view.revision }, signal }, listeners, this.#lastUserId())
  }

  async #ready(): Promise<void> {
    this.#life.signal.throwIfAborted()
    await this.open()
  }

  /** Sends a command and takes in what is told until its turn is over. */
  async #run(request: RemoteRequest, listeners: CommandListeners, messageId: string | undefined): Promise<Turn> {
    const command = { ...listeners, messageId }
    this.#commands.add(command)
    this.#following?.abort()
    try {
      for await (const event of this.#connection.events(request)) {
        this.#take(event)
        listeners.onAccepted?.()
        if (event.type === 'problem') throw problemError(event.data)
        if (event.type === 'turn') return turnOf(event.data)
      }
    } catch (error) {
      // Whoever closed it is told that, and not how the request ended.
      request.signal.throwIfAborted()
      throw asTalkchartError(error)
    } finally {
      listeners.onEnd?.()
      this.#commands.delete(command)
    }
    throw new RemoteConversationError()
  }

  /** Follows what others cause, while the page is visible and no command tells it. */
  async #follow(life: AbortSignal): Promise<void> {
    if (this.#options.follow === false) return
    for (let failures = 0; !life.aborted; ) {
      const isNeeded = this.#commands.size === 0 && isVisible()
      const error = isNeeded ? await this.#followOnce(life) : undefined
      if (life.aborted) return
      // What was removed, and what this page may not see, is not asked for again.
      const { retryable, status = 0 }: Partial<RemoteConversationError> = Object(error)
      if (retryable === false && Number(status) < 500) return this.#break(error)
      failures = error === undefined ? 0 : failures + 1
      await pause(failures === 0 ? SHORT_PAUSE : waitAfter(failures), life)
    }
  }

  /** Follows until the stream ends, or a command begins. Gives what it failed with. */
  async #followOnce(life: AbortSignal): Promise<unknown> {
    const following = new AbortController()
    this.#following = following
    const { signal } = following
    const { lastId } = this.#view
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId }
    try {
      for await (const event of this.#connection.events({ method: 'GET', path: '/events', headers, signal })) {
        this.#take(event)
        if (event.type === 'problem') return problemError(event.data)
        // The server that ran the turn was lost with it.
        if (event.type === 'snapshot' && isLeft(event.data)) return await this.#begin(life).catch((error: unknown) => error)
      }
      return undefined
    } catch (error) {
      return signal.aborted ? undefined : error
    }
  }

  #take(event: ServerEvent): void {
    let isNew = false
    this.#change(() => {
      isNew = this.#view.take(event)
    })
    if (!isNew) return
    const { messageId, view } = this.#view
    for (const command of this.#commands) {
      if (command.messageId !== messageId || messageId === undefined) continue
      if (event.type === 'begin') command.onStart?.('')
      if (event.type === 'delta') safely(() => command.onDelta?.(event.data.text))
    }
    tell(this.#listeners, event, view)
  }

  #lastUserId(): string | undefined {
    return this.view.messages.findLast(({ role, pending }) => role === 'user' && pending !== true)?.id
  }

  #break(error: unknown): void {
    this.#opened = undefined
    this.#change(() => this.#view.setOwn({ status: 'broken', error: asTalkchartError(error) }))
  }

  /** Changes the view, and tells when it is another one. */
  #change(change: () => void): void {
    const { view } = this
    change()
    if (this.view !== view) for (const subscriber of [...this.#subscribers]) safely(subscriber)
  }
}

/** Makes the turn of a local conversation of what the server tells. */
function turnOf({ turn }: TurnOutcome): Turn {
  return { ...turn, error: turn.error && { name: 'ConversationError', status: null, ...turn.error } }
}

/** Tells whether a turn waits that nobody runs. */
function isLeft({ status, running }: ClientView): boolean {
  return status === 'busy' && !running
}

function isVisible(): boolean {
  return typeof document === 'undefined' || document.visibilityState !== 'hidden'
}

/** Makes an id for a message. Pages that came over plain http have no `crypto.randomUUID`. */
function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => (byte % 36).toString(36)).join('')
}

/** What breaks while an answer is read is a connection. */
function asTalkchartError(error: unknown): TalkchartError {
  return error instanceof TalkchartError ? error : new RemoteConversationError()
}
