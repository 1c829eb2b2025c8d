import type { JsonValue } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { asTalkchartError, type TalkchartError } from '../../diagnostics/talkchart-error.js'
import { sentId } from '../../machine/message-ids.js'
import { totalReport } from '../../machine/total-listener.js'
import type { Message } from '../../model/message.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import type { Conversation, ReplyStream, SendOptions, SettledTurn, Turn } from '../api/conversation.js'
import type { LocalConversationHandle } from '../api/conversation-handle.js'
import type { ConversationView } from '../api/conversation-view.js'
import { ConversationClosedError } from '../api/errors.js'
import type { OpenMachineOptions } from '../api/open-options.js'
import { type ConversationOpener, isSenderId } from '../live/conversation-opener.js'
import { failureOf } from '../live/conversation-status.js'
import { givenOptions } from '../live/given-options.js'
import { interruptReply } from '../live/interrupt-reply.js'
import { Deferred, type TurnListeners } from '../live/job.js'
import type { LiveConversation } from '../live/live-conversation.js'
import { openFor } from '../live/open-machine.js'
import type { Opening, OpeningFollower } from '../live/opening.js'
import { streamReply } from '../live/reply-stream.js'
import { timeAndIds } from '../record/time-and-ids.js'
import { EarlyCommands, earlyCommandsOf } from './early-commands.js'
import { HandleListeners } from './handle-listeners.js'
import { type ViewFacts, ViewSource } from './view-source.js'

/**
 * What a handle is at.
 *
 * | stage | until |
 * |---|---|
 * | `new`: nobody has asked for anything | `open` or a command: `opening`; `close`: `closed` |
 * | `opening` | it is over: `open` or `failed`; the signal or `close`: `closed` |
 * | `open` | `close`: `closed`; something went wrong for good: `lost` |
 * | `failed`: it could not be opened | `open` or a command: `opening` |
 * | `lost`: what was open can not go on | `open`: `opening` |
 * | `closed` | `open`: `opening` |
 */
type Stage =
  | { readonly name: 'new' }
  | { readonly name: 'opening'; readonly opened: Deferred<void>; readonly controller: AbortController }
  | { readonly name: 'open'; readonly opener: ConversationOpener }
  | { readonly name: 'failed' | 'lost'; readonly reason: unknown; readonly error: TalkchartError }
  | { readonly name: 'closed'; readonly closed: Promise<void> }

type OpeningStage = Extract<Stage, { readonly name: 'opening' }>

/** What a handle opens with. */
export interface HandleParts {
  readonly id: string
  readonly options: Pick<OpenMachineOptions, 'signal' | 'onProblem' | 'clock' | 'newId'>
  /** Gives what is opened. What it throws is what the opening fails with. */
  readonly prepare: () => OpenMachineOptions
}

/** Holds a conversation of this process, before, while and after it is open. */
export class LocalHandle implements LocalConversationHandle {
  readonly id: string
  readonly #parts: HandleParts
  readonly #source: ViewSource
  readonly #listeners: HandleListeners
  #early = new EarlyCommands()
  #stopHearing = this.#early.observe(() => this.#refresh())
  #live: LiveConversation | undefined
  /** Stops hearing what the conversation does. */
  #stops: readonly (() => void)[] = []
  #stage: Stage = { name: 'new' }
  /** What the conversation was broken by, and the error in view for it. */
  #broken: { readonly reason: unknown; readonly error: TalkchartError } | undefined

  constructor(parts: HandleParts) {
    this.id = parts.id
    this.#parts = parts
    this.#source = new ViewSource(parts.id)
    this.#listeners = new HandleListeners(() => this.view, totalReport(parts.options.onProblem))
  }

  get view(): ConversationView {
    return this.#source.view
  }

  get conversation(): Conversation | undefined {
    return this.opener
  }

  /** The conversation as this handle has opened it. */
  get opener(): ConversationOpener | undefined {
    return this.#stage.name === 'open' ? this.#stage.opener : undefined
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener)
  }

  on: Conversation['on'] = (type, listener) => this.#listeners.on(type, listener)

  open(): Promise<void> {
    const stage = this.#stage
    if (stage.name === 'opening') return stage.opened.promise
    if (stage.name === 'open') return handled(this.#live?.life.recover() ?? Promise.resolve())
    const opening: OpeningStage = { name: 'opening', opened: new Deferred<void>(), controller: new AbortController() }
    this.#stage = opening
    this.#refresh()
    // Whoever heard of it may have closed it.
    if (this.#stage === opening) void this.#open(opening)
    return handled(opening.opened.promise)
  }

  close(): Promise<void> {
    const stage = this.#stage
    if (stage.name === 'closed') return stage.closed
    const live = this.#live
    const error = new ConversationClosedError(this.id)
    const closing = new Deferred<void>()
    this.#leave({ name: 'closed', closed: closing.promise }, error)
    void this.#close(stage, live, error).then(
      () => closing.resolve(),
      (reason: unknown) => closing.reject(reason),
    )
    return closing.promise
  }

  async send(text: string, given?: SendOptions & TurnListeners): Promise<Turn> {
    const options = givenOptions(given)
    const { clock, newId } = timeAndIds(this.#parts.options)
    const { id = sentId(newId) } = options
    const message = { text, id, at: clock() }
    // What is no message is refused when the conversation is open, and is never in view.
    const isMessage = typeof text === 'string' && (options.id === undefined || isSenderId(id))
    return await this.#command((opener) => opener.send(text, options, message), isMessage ? message : undefined)
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, async (onStart, onEnd) => await this.send(text, { ...givenOptions(options), onStart, onEnd }))
  }

  notify(type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id' | 'onDelta'>): Promise<Turn> {
    return this.#command((opener) => opener.notify(type, payload, options))
  }

  say(text: string, options?: Pick<SendOptions, 'id'> & { readonly name?: string }): Promise<Turn> {
    return this.#command((opener) => opener.say(text, options))
  }

  retry(options?: Pick<SendOptions, 'onDelta'>): Promise<Turn> {
    return this.#command((opener) => opener.retry(options))
  }

  async interrupt(): Promise<boolean> {
    const stage = this.#stage
    if (stage.name === 'closed') throw new ConversationClosedError(this.id)
    return this.#live !== undefined && interruptReply(this.#live.life)
  }

  cancel(): Promise<void> {
    return this.#command((opener) => opener.cancel())
  }

  rewind(turn: number): Promise<void> {
    return this.#command((opener) => opener.rewind(turn))
  }

  rewindAndSend(turn: number, text: string, id: string): Promise<Turn> {
    return this.#command((opener) => opener.rewindAndSend(turn, text, id))
  }

  fork(turn: number, newId: string): Promise<void> {
    return this.#command((opener) => opener.fork(turn, newId))
  }

  history(): Promise<readonly Message[]> {
    return this.#command((opener) => opener.history())
  }

  turns(): Promise<readonly SettledTurn[]> {
    return this.#command((opener) => opener.turns())
  }

  /** Runs a command at once, or when the conversation is open and all that was asked for before has begun. */
  #command<Result>(run: (opener: ConversationOpener) => Promise<Result>, message?: PendingMessage): Promise<Result> {
    const { name } = this.#stage
    if (name === 'new' || name === 'failed') void this.open()
    const stage = this.#stage
    if (stage.name === 'open' && !this.#early.has(this)) return run(stage.opener)
    if (stage.name !== 'open' && stage.name !== 'opening') return Promise.reject(this.#refusal(stage))
    const caller = new Deferred<Result>()
    const begin = async (opener: ConversationOpener) => {
      try {
        caller.resolve(await run(opener))
      } catch (error) {
        caller.reject(error)
      }
    }
    const refuse = (error: unknown) => caller.reject(error)
    this.#early.add({ owner: this, message, run: (opener) => void begin(opener), refuse })
    return caller.promise
  }

  #refusal(stage: Stage): unknown {
    return stage.name === 'failed' || stage.name === 'lost' ? stage.reason : new ConversationClosedError(this.id)
  }

  async #open(stage: OpeningStage): Promise<void> {
    const { controller, opened } = stage
    const { signal } = this.#parts.options
    const abort = () => controller.abort(signal?.reason)
    try {
      signal?.throwIfAborted()
      signal?.addEventListener('abort', abort, { once: true })
      const opener = await openFor({ ...this.#parts.prepare(), signal: controller.signal }, this.#followerOf(stage))
      if (this.#stage === stage) this.#opened(opener)
      else await opener.close()
      opened.resolve()
    } catch (reason) {
      const isGivenUp = signal?.aborted === true
      if (this.#stage === stage) this.#leave(isGivenUp ? CLOSED : { name: 'failed', ...this.#brokenBy(reason) }, reason)
      opened.reject(reason)
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  #opened(opener: ConversationOpener): void {
    opener.onClosed = () => {
      if (this.opener === opener) this.#leave(CLOSED, new ConversationClosedError(this.id))
    }
    this.#stage = { name: 'open', opener }
    this.#early.runNext()
    this.#refresh()
  }

  async #close(stage: Stage, live: LiveConversation | undefined, error: ConversationClosedError): Promise<void> {
    if (stage.name === 'open') await stage.opener.close()
    if (stage.name !== 'opening') return
    stage.controller.abort(error)
    await stage.opened.promise.catch(ignore)
    if (live?.life.isClosed) await live.life.written
  }

  /** Is told of an opening for as long as it is this handle's. */
  #followerOf(stage: OpeningStage): OpeningFollower {
    return {
      joined: (opening) => {
        if (this.#stage === stage) this.#join(opening)
      },
      loaded: (live) => {
        if (this.#stage === stage) this.#follow(live)
      },
    }
  }

  /** Waits with all who wait for that opening. */
  #join(opening: Opening): void {
    const earlier = this.#early
    this.#wait(earlyCommandsOf(opening))
    this.#early.add(...earlier.remove(this))
    this.#refresh()
  }

  #wait(early: EarlyCommands): void {
    this.#stopHearing()
    this.#early = early
    this.#stopHearing = early.observe(() => this.#refresh())
  }

  #follow(live: LiveConversation): void {
    this.#unfollow()
    const { listeners } = live.life
    const observer = { next: () => this.#refresh(), error: ignore }
    this.#live = live
    this.#stops = [listeners.watch(() => this.#refresh()), listeners.add((actor) => actor.subscribe(observer))]
    this.#listeners.attach(listeners)
    this.#refresh()
  }

  #unfollow(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#live = undefined
    this.#listeners.attach(undefined)
  }

  /** Goes over to a stage in which nothing is open, and refuses what waited for the opening. */
  #leave(stage: Stage, reason: unknown): void {
    this.#stage = stage
    this.#unfollow()
    const earlier = this.#early
    this.#wait(new EarlyCommands())
    for (const { refuse } of earlier.remove(this)) refuse(reason)
    this.#refresh()
  }

  #refresh(): void {
    const reason = this.#stage.name === 'open' && this.#live?.life.isClosed ? failureOf(this.#live.life.status) : undefined
    if (reason !== undefined) this.#leave({ name: 'lost', ...this.#brokenBy(reason.error) }, reason.error)
    else if (this.#source.update(this.#facts())) this.#listeners.tell()
  }

  #facts(): ViewFacts {
    const stage = this.#stage
    const facts = { live: this.#live, early: this.#early.messages, error: undefined }
    if (stage.name === 'new' || stage.name === 'opening') return { ...facts, status: 'opening' }
    if (stage.name === 'closed') return { ...facts, status: 'closed' }
    if (stage.name !== 'open') return { ...facts, status: 'broken', error: stage.error }
    const failure = this.#live && failureOf(this.#live.life.status)
    return failure === undefined
      ? { ...facts, status: undefined }
      : { ...facts, status: 'broken', error: this.#brokenBy(failure.error).error }
  }

  /** Returns the same error for the same reason, as views are compared. */
  #brokenBy(reason: unknown): { readonly reason: unknown; readonly error: TalkchartError } {
    if (this.#broken?.reason !== reason) this.#broken = { reason, error: brokenError(this.id, reason) }
    return this.#broken ?? { reason, error: brokenError(this.id, reason) }
  }
}

const CLOSED: Stage = { name: 'closed', closed: Promise.resolve() }

function brokenError(id: string, reason: unknown): TalkchartError {
  return asTalkchartError(reason, 'conversation-broken', `Conversation ${quote(id)} can not go on: `)
}

/** Keeps a rejection from ending the process: the failure stands in the view. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(ignore)
  return promise
}

const ignore = (): undefined => undefined
