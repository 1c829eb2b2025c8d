import { ConversationClosedError } from '../conversation/api/closed-error.js'
import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import { openingView } from '../conversation/handle/opening-view.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ShownHandle } from './shown-handle.js'

/** Holds the place of a handle whose code is loaded when it is needed first, so that pages which need none of it do not load it. */
export class LateHandle implements ShownHandle {
  readonly #id: string
  readonly #load: () => Promise<ConversationHandle>
  readonly #listeners = new Set<() => void>()
  #loading: Promise<ConversationHandle> | undefined
  #handle: ConversationHandle | undefined
  #view: ConversationView
  /** Another one after each closing: what was asked for before is refused. */
  #life = {}

  constructor(id: string, load: () => Promise<ConversationHandle>) {
    this.#id = id
    this.#load = load
    this.#view = openingView(id)
  }

  get view(): ConversationView {
    return this.#handle?.view ?? this.#view
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  open = () => this.#whenLoaded((handle) => handle.open())
  send: ConversationHandle['send'] = (text, options) => this.#whenLoaded((handle) => handle.send(text, options))
  retry: ConversationHandle['retry'] = (options) => this.#whenLoaded((handle) => handle.retry(options))
  interrupt = () => this.#whenLoaded((handle) => handle.interrupt())
  cancel = () => this.#whenLoaded((handle) => handle.cancel())
  rewind = (turn: number) => this.#whenLoaded((handle) => handle.rewind(turn))

  async close(): Promise<void> {
    this.#life = {}
    await this.#handle?.close()
  }

  async #whenLoaded<Result>(run: (handle: ConversationHandle) => Promise<Result>): Promise<Result> {
    if (this.#handle !== undefined) return await run(this.#handle)
    const life = this.#life
    this.#loading ??= this.#loadFirst()
    const handle = await this.#loading
    if (life !== this.#life) throw new ConversationClosedError(this.#id)
    return await run(handle)
  }

  async #loadFirst(): Promise<ConversationHandle> {
    try {
      if (this.#view.status === 'broken') this.#show(openingView(this.#id))
      const handle = await this.#load()
      handle.subscribe(() => this.#tell())
      this.#handle = handle
      return handle
    } catch (cause) {
      this.#loading = undefined
      const error = new TalkchartError('client-not-loaded', 'The code for conversations on a server could not be loaded.', { cause })
      this.#show(Object.freeze({ ...this.#view, status: 'broken', error }))
      throw error
    }
  }

  #show(view: ConversationView): void {
    this.#view = view
    this.#tell()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
