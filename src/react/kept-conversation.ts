import { ConversationClosedError } from '../conversation/api/closed-error.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import { asTalkchartError, type TalkchartError } from '../diagnostics/talkchart-error.js'
import type { RemoteOptions } from '../remote/remote-options.js'
import type { Chat, Commands } from './chat.js'
import { chatCommands } from './chat-commands.js'
import type { RenderedOptions } from './newest-options.js'
import { onNextFrame } from './next-frame.js'
import type { ShownHandle } from './shown-handle.js'

/** What may be another one at each render. */
export type Rendered = RenderedOptions & Pick<RemoteOptions, 'headers' | 'fetch'>

/** What a conversation has that is opened and closed here. */
interface Own {
  /** Takes what a render has given that is shown. */
  readonly use: (given: Rendered) => void
  readonly beforeOpening?: () => void
}

/** How long a conversation stays open when nobody shows it: Strict Mode, a moved component and a quick way back open nothing anew. */
const LINGERS = 100

/** Keeps one conversation for all components that show it: opens it for the first of them, and closes it when the last has gone. */
export class KeptConversation {
  readonly handle: ShownHandle
  /** Undefined for a handle that was made elsewhere, which is closed there. */
  readonly #own: Own | undefined
  /** What is shown before anything is known. */
  readonly first: Chat
  readonly #commands: Commands
  readonly #listeners = new Set<() => void>()
  #stopFollowing: (() => void) | undefined
  #stopLingering: (() => void) | undefined
  #stopFrame: (() => void) | undefined
  #view: ConversationView | undefined
  #problem: TalkchartError | undefined
  #chat: Chat

  constructor(handle: ShownHandle, own?: Own) {
    this.handle = handle
    this.#own = own
    this.#commands = chatCommands(handle, (run) => this.#attempt(run))
    this.first = this.#chat = this.#take()
  }

  /** Takes what a render has given that is shown. */
  use(given: Rendered): void {
    this.#own?.use(given)
  }

  /** Tells the listener of other chats, and keeps the conversation open meanwhile. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener()
    const isFirst = this.#listeners.size === 0
    this.#listeners.add(own)
    if (isFirst) this.#begin()
    return () => {
      this.#listeners.delete(own)
      if (this.#listeners.size === 0) this.#linger()
    }
  }

  /** Returns what is to be shown: the same object until something is told. */
  readonly read = (): Chat => {
    // While nobody follows it, nothing tells of a change.
    if (this.#stopFollowing === undefined && this.#view !== this.handle.view) this.#chat = this.#take()
    return this.#chat
  }

  /** Closes it at once when nobody shows it any more. */
  closeUnlessShown(): void {
    if (this.#listeners.size === 0) this.#leave()
  }

  /** Follows it and opens it, unless it is open still. */
  #begin(): void {
    this.#stopLingering?.()
    if (this.#stopFollowing === undefined) {
      this.#problem = undefined
      this.#stopFollowing = this.handle.subscribe(() => this.#hear())
    }
    this.#own?.beforeOpening?.()
    if (this.#own || this.handle.view.status === 'opening') this.handle.open().catch(ignore)
    if (this.#view !== this.handle.view) this.#publish()
  }

  #linger(): void {
    this.#stopLingering?.()
    const timer = setTimeout(() => this.#leave(), LINGERS)
    this.#stopLingering = () => clearTimeout(timer)
  }

  #leave(): void {
    this.#stopLingering?.()
    this.#stopFrame?.()
    if (this.#stopFollowing === undefined) return
    this.#stopFollowing()
    this.#stopFollowing = undefined
    if (this.#own) this.handle.close().catch(ignore)
  }

  /** A piece of a reply waits for the next frame, with all that come before it. */
  #hear(): void {
    if (isNextPiece(this.#view, this.handle.view)) this.#stopFrame ??= onNextFrame(() => this.#publish())
    else this.#publish()
  }

  #publish(): void {
    this.#stopFrame?.()
    this.#stopFrame = undefined
    this.#chat = this.#take()
    for (const listener of [...this.#listeners]) listener()
  }

  #take(): Chat {
    const { view } = this.handle
    this.#view = view
    // Whoever shows it opens it: between the render and the effect that does so, it is not closed for them.
    const status = this.#own && this.#listeners.size === 0 && view.status === 'closed' ? 'opening' : view.status
    return Object.freeze({ ...view, status, error: this.#problem ?? view.error, ...this.#commands })
  }

  /** Does something, and puts what went wrong into view. After an unmount that is nobody's. */
  async #attempt<Result>(run: () => Promise<Result>): Promise<Result | undefined> {
    this.#wake()
    this.#setProblem(undefined)
    try {
      return await run()
    } catch (error) {
      if (!ConversationClosedError.isInstance(error)) this.#setProblem(asTalkchartError(error, 'command-failed'))
      return undefined
    }
  }

  /** A component's effects run before those of the one that it stands in: its first message may come before anybody has subscribed. */
  #wake(): void {
    if (!this.#own || this.#stopFollowing !== undefined) return
    this.#begin()
    this.#linger()
  }

  #setProblem(problem: TalkchartError | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#publish()
  }
}

/** Tells whether nothing has changed but the reply, which has grown. */
function isNextPiece(shown: ConversationView | undefined, next: ConversationView): boolean {
  if (shown?.reply === undefined || next.reply === undefined) return false
  return Object.entries(next).every(([key, value]) => key === 'reply' || Object.is(value, Reflect.get(shown, key)))
}

const ignore = (): undefined => undefined
