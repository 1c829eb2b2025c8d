import type { ReportProblem } from '../../conditions/evaluation.js'
import { totalListener } from '../../machine/total-listener.js'
import type { Conversation } from '../api/conversation.js'
import type { ActorListeners } from '../live/actor-listeners.js'

interface Heard {
  readonly attach: (listeners: ActorListeners) => () => void
  stop: (() => void) | undefined
}

/** Keeps the listeners of a handle. Those of the machine's events hear each conversation that it opens. */
export class HandleListeners {
  readonly #viewNow: () => object
  readonly #report: ReportProblem
  readonly #viewers = new Set<() => void>()
  readonly #heard = new Set<Heard>()
  #live: ActorListeners | undefined
  #isTelling = false

  constructor(viewNow: () => object, report: ReportProblem) {
    this.#viewNow = viewNow
    this.#report = report
  }

  subscribe(listener: () => void): () => void {
    const viewer = totalListener('given to subscribe', () => listener(), this.#report)
    this.#viewers.add(viewer)
    return () => void this.#viewers.delete(viewer)
  }

  on: Conversation['on'] = (type, listener) => {
    const total = totalListener(`given to on(${JSON.stringify(type)})`, listener, this.#report)
    const attach = (live: ActorListeners) => live.add((actor) => actor.on(type, total as never))
    const heard: Heard = { attach, stop: this.#live && attach(this.#live) }
    this.#heard.add(heard)
    return () => {
      heard.stop?.()
      this.#heard.delete(heard)
    }
  }

  /** Lets the listeners hear a conversation, and no other any more. */
  attach(live: ActorListeners | undefined): void {
    this.#live = live
    for (const heard of this.#heard) {
      heard.stop?.()
      heard.stop = live && heard.attach(live)
    }
  }

  /** Tells of a new view. When a listener makes another one, all are told of that, and nobody of the same one twice. */
  tell(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    for (let told: object | undefined; told !== this.#viewNow(); ) {
      told = this.#viewNow()
      for (const viewer of [...this.#viewers]) {
        if (told === this.#viewNow() && this.#viewers.has(viewer)) viewer()
      }
    }
    this.#isTelling = false
  }
}
