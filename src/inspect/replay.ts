/** How many messages are kept for an inspector that comes later. */
const MOST_MESSAGES = 200
const MOST_ACTORS = 50

/**
 * What an inspector has to be told when it comes late: the newest messages, and before them those that introduce actors with
 * their charts, which nothing can be drawn without.
 */
export class Replay {
  #actors: string[] = []
  #others: string[] = []

  add(message: string): void {
    // The sender puts the type wherever it likes, so the text is read.
    if (isActor(message)) this.#actors = [...this.#actors, message].slice(-MOST_ACTORS)
    else this.#others = [...this.#others, message].slice(-MOST_MESSAGES)
  }

  get messages(): readonly string[] {
    return [...this.#actors, ...this.#others]
  }
}

function isActor(message: string): boolean {
  try {
    const { type }: { readonly type?: unknown } = Object(JSON.parse(message))
    return type === '@xstate.actor'
  } catch {
    return false
  }
}
