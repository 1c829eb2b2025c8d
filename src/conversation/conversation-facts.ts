import type { ActorRefFrom } from 'xstate'
import type { ConversationMachine } from '../compile/index.js'
import { phaseOf } from './snapshot-facts.js'
import { outcomeOf } from './turn-recorder.js'

/** What a conversation's actor tells of it. */
export abstract class ConversationFacts {
  abstract get actor(): ActorRefFrom<ConversationMachine>

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
