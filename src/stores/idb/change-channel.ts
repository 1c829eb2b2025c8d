import * as v from 'valibot'
import type { StoreChange } from '../conversation-store.js'
import type { StoredCommit } from '../record-codec.js'

// Any page of the origin can write to the channel.
const messageSchema = v.object({ id: v.string(), revision: v.number(), isSettled: v.boolean() })

/** Tells the other tabs of an origin what is committed here, and hears what is committed there. */
export class ChangeChannel {
  readonly #name: string
  #channel: BroadcastChannel | undefined

  constructor(databaseName: string) {
    this.#name = `talkchart:${databaseName}`
  }

  /** Never throws: the commit is written, and a tab that can not be told finds out at its next one. */
  tell({ record: { id, revision, pending } }: StoredCommit): void {
    try {
      this.#open()?.postMessage({ id, revision, isSettled: pending.length === 0 })
    } catch (error) {
      console.error('talkchart: other tabs could not be told of a commit.', error)
    }
  }

  listen(id: string, listener: (change: StoreChange) => void): () => void {
    const channel = this.#open()
    const hear = ({ data }: MessageEvent<unknown>) => {
      if (v.is(messageSchema, data) && data.id === id) listener({ revision: data.revision, isSettled: data.isSettled })
    }
    channel?.addEventListener('message', hear)
    return () => channel?.removeEventListener('message', hear)
  }

  /** Undefined where there are no channels: then a tab hears of others at its next commit. */
  #open(): BroadcastChannel | undefined {
    if (this.#channel === undefined && typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(this.#name)
      // Node keeps a process alive for an open channel.
      if ('unref' in this.#channel && typeof this.#channel.unref === 'function') this.#channel.unref()
    }
    return this.#channel
  }
}
