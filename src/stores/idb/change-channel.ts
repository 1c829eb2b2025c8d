import * as v from 'valibot'
import type { StoredCommit } from '../codec/record-codec.js'
import type { StoreChange } from '../contract/conversation-store.js'

// Any page of the origin can write to the channel.
const messageSchema = v.object({ id: v.string(), revision: v.number(), isSettled: v.boolean() })

/** Tells the other tabs of an origin what is committed here, and hears what is committed there. */
export class ChangeChannel {
  readonly #name: string
  #isPossible = typeof BroadcastChannel !== 'undefined'
  #channel: BroadcastChannel | undefined

  constructor(databaseName: string) {
    this.#name = `talkchart:${databaseName}`
  }

  tell({ record: { id, revision, pending } }: StoredCommit): void {
    this.#open()?.postMessage({ id, revision, isSettled: pending.length === 0 })
  }

  listen(id: string, listener: (change: StoreChange) => void): () => void {
    const channel = this.#open()
    const hear = ({ data }: MessageEvent<unknown>) => {
      if (v.is(messageSchema, data) && data.id === id) listener({ revision: data.revision, isSettled: data.isSettled })
    }
    channel?.addEventListener('message', hear)
    return () => channel?.removeEventListener('message', hear)
  }

  /** Undefined where no channel is to be had: then a tab hears of others at its next commit. */
  #open(): BroadcastChannel | undefined {
    if (this.#channel === undefined && this.#isPossible) this.#channel = this.#openFirst()
    return this.#channel
  }

  /** A page that may not have one still has its conversations, so a refusal is told and stops nothing. */
  #openFirst(): BroadcastChannel | undefined {
    try {
      const channel = new BroadcastChannel(this.#name)
      // Node keeps a process alive for an open channel.
      if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
      return channel
    } catch (error) {
      this.#isPossible = false
      console.error('talkchart: tabs can not hear of each other here.', error)
      return undefined
    }
  }
}
