import { Channel } from './channel.js'

/** Keeps the channels that somebody needs. */
export class Channels {
  readonly #channels = new Map<string, Channel>()

  /** Returns the channel of a conversation, and a function that gives it back. */
  use(id: string): { readonly channel: Channel; readonly release: () => void } {
    const channel = this.#channels.get(id) ?? new Channel(id)
    this.#channels.set(id, channel)
    channel.users += 1
    let isReleased = false
    const release = () => {
      if (isReleased) return
      isReleased = true
      channel.users -= 1
      if (channel.users === 0 && this.#channels.get(id) === channel) this.#channels.delete(id)
    }
    return { channel, release }
  }

  get(id: string): Channel | undefined {
    return this.#channels.get(id)
  }

  /** Tells the followers of a conversation that it is gone. Whoever comes later has nothing to do with it. */
  remove(id: string): void {
    this.#channels.get(id)?.remove()
    this.#channels.delete(id)
  }

  endAll(): void {
    for (const channel of this.#channels.values()) channel.endAll()
  }
}
