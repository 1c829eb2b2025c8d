import type { Subscription } from 'xstate'
import type { ConversationActor } from '../../machine/index.js'

type Attach = (actor: ConversationActor) => Subscription

/** Keeps the listeners of a conversation. A reload replaces its actor, and they listen to the new one. */
export class ActorListeners {
  readonly #subscriptions = new Map<Attach, Subscription>()
  /** Made for the first: an empty set takes room in each conversation that is open. */
  #observers: Set<() => void> | undefined
  #watchers: Set<() => void> | undefined
  #actor: ConversationActor

  constructor(actor: ConversationActor) {
    this.#actor = actor
  }

  /** Adds a listener and returns a function that stops it. */
  add(listen: Attach): () => void {
    // A key of its own, so that the same listener may be added twice.
    const attach: Attach = (actor) => listen(actor)
    this.#subscriptions.set(attach, attach(this.#actor))
    return () => {
      this.#subscriptions.get(attach)?.unsubscribe()
      this.#subscriptions.delete(attach)
    }
  }

  /** Adds a listener for what changes beside the actor: which messages wait. It must not throw. */
  observe(listen: () => void): () => void {
    const observer = () => listen()
    this.#observers ??= new Set()
    this.#observers.add(observer)
    return () => void this.#observers?.delete(observer)
  }

  /** Adds a listener for whatever changes beside the actor, what is being done and what is written too. It must not throw. */
  watch(listen: () => void): () => void {
    this.#watchers ??= new Set()
    this.#watchers.add(listen)
    return () => void this.#watchers?.delete(listen)
  }

  /** Tells that other messages wait, or that the conversation has stopped. */
  tell(): void {
    for (const observer of this.#observers ?? []) observer()
    this.notice()
  }

  /** Tells those who want to hear of everything. */
  notice(): void {
    for (const watcher of this.#watchers ?? []) watcher()
  }

  move(actor: ConversationActor): void {
    this.#actor = actor
    for (const [attach, subscription] of this.#subscriptions) {
      subscription.unsubscribe()
      this.#subscriptions.set(attach, attach(actor))
    }
  }
}
