import type { ConversationActor } from '../../machine/index.js'
import { totalListener } from '../../machine/total-listener.js'
import type { Message } from '../../model/message.js'
import type { Conversation, ConversationPhase, SettledTurn } from '../api/conversation.js'
import { outcomeOf } from '../record/snapshot-facts.js'
import type { LiveConversation } from './live-conversation.js'

/** Reads a conversation and changes nothing: its facts now, its past, and what its listeners hear. */
export abstract class ReadableConversation {
  readonly id: string
  readonly live: LiveConversation
  /** Stops listeners that were not stopped yet. An empty set takes room in each conversation that is open, and few have listeners. */
  #stops: Set<() => void> | undefined

  constructor(live: LiveConversation) {
    this.id = live.id
    this.live = live
  }

  abstract get phase(): ConversationPhase

  subscribe(listener: Parameters<Conversation['subscribe']>[0]): () => void {
    const { listeners } = this.live.life
    const total = totalListener('given to subscribe', listener, this.live.report)
    const tell = () => total(this.#context, this.phase)
    // A machine that breaks is told to whoever waits for a turn; XState throws it at an observer that does not take errors.
    const observer = { next: tell, error: () => undefined }
    const stops = [listeners.add((actor) => actor.subscribe(observer)), listeners.observe(tell)]
    return this.#stoppable(() => {
      for (const stop of stops) stop()
    })
  }

  on: Conversation['on'] = (type, listener) => {
    const total = totalListener(`given to on(${JSON.stringify(type)})`, listener, this.live.report)
    return this.#stoppable(this.live.life.listeners.add((actor) => actor.on(type, total as never)))
  }

  history(): Promise<readonly Message[]> {
    return this.live.past.history()
  }

  turns(): Promise<readonly SettledTurn[]> {
    return this.live.past.turns()
  }

  get actor(): ConversationActor {
    return this.live.life.session.actor
  }
  get revision() {
    return this.live.life.session.committer.revision
  }
  get state() {
    return this.#context.state
  }
  get data() {
    return this.#context.data
  }
  get messages() {
    return this.#context.messages
  }
  get waiting() {
    return this.live.life.waiting
  }
  get turn() {
    return this.#context.turn
  }
  get visits() {
    return this.#context.visits
  }
  get usage() {
    return this.#context.usage
  }
  get error() {
    return this.#context.error
  }
  get outcome() {
    return outcomeOf(this.actor.getSnapshot())
  }
  get #context() {
    return this.actor.getSnapshot().context
  }

  protected stopListening(): void {
    for (const stop of this.#stops ?? []) stop()
    this.#stops = undefined
  }

  #stoppable(stop: () => void): () => void {
    const stopOnce = () => {
      this.#stops?.delete(stopOnce)
      stop()
    }
    this.#stops ??= new Set()
    this.#stops.add(stopOnce)
    return stopOnce
  }
}
