import type { ActorRefFrom } from 'xstate'
import type { ConversationMachine } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Conversation, SettledTurn } from '../api/conversation.js'
import type { RevisionHistory } from '../record/revision-history.js'
import { outcomeOf, phaseOf } from '../record/snapshot-facts.js'
import type { ActorListeners } from './actor-listeners.js'

/** Reads a conversation and changes nothing: its facts now, its past, and what its listeners hear. */
export abstract class ReadableConversation {
  protected abstract readonly listeners: ActorListeners
  protected abstract readonly past: RevisionHistory
  abstract get actor(): ActorRefFrom<ConversationMachine>

  subscribe(listener: Parameters<Conversation['subscribe']>[0]): () => void {
    return this.listeners.add((actor) => actor.subscribe((snapshot) => listener(snapshot.context, phaseOf(snapshot))))
  }

  on: Conversation['on'] = (type, listener) => this.listeners.add((actor) => actor.on(type, listener as never))

  history(): Promise<readonly Message[]> {
    return this.past.history()
  }

  turns(): Promise<readonly SettledTurn[]> {
    return this.past.turns()
  }

  get state() {
    return this.#context.state
  }
  get phase() {
    return phaseOf(this.actor.getSnapshot())
  }
  get data() {
    return this.#context.data
  }
  get messages() {
    return this.#context.messages
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
}
