import type { Conversation } from '../../conversation/index.js'
import type { RespondRequest } from '../../model/language-model.js'
import type { Message } from '../../model/message.js'
import type { ChatHeader, ChatView } from './chat-view.js'

/**
 * What is shown while a conversation opens. Its header waits until there is something to say, so that a conversation that can not be
 * opened shows nothing but why.
 */
export class Opening {
  readonly #view: ChatView
  readonly #header: ChatHeader
  #hasBegun = false
  #isFirstReply = false
  #streamed = ''

  constructor(view: ChatView, header: ChatHeader) {
    this.#view = view
    this.#header = header
  }

  begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    this.#view.header(this.#header)
  }

  readonly onRespond = ({ history }: RespondRequest): void => {
    this.#isFirstReply = history.length === 0
  }

  /** Shows the first words of a new conversation while the model makes them. Everything else is shown at the end, in order. */
  delta(delta: string): void {
    if (!this.#isFirstReply || !this.#view.showsDeltas) return
    this.begin()
    this.#streamed += delta
    this.#view.delta(delta)
  }

  end(conversation: Conversation, spoken: readonly Message[]): void {
    this.begin()
    const isFirstShown = this.#streamed !== '' && spoken[0]?.text === this.#streamed
    this.#view.opened(conversation, isFirstShown ? spoken.slice(1) : spoken, this.#header)
  }
}
