import { ProblemError } from '../protocol/problem.js'

/** Counts the streams that are open. */
export class StreamLimits {
  readonly #most: number
  readonly #mostInAll: number
  readonly #open = new Map<string, number>()
  #total = 0

  constructor(most: number, mostInAll: number) {
    this.#most = most
    this.#mostInAll = mostInAll
  }

  /**
   * Counts one more.
   *
   * @returns a function that takes it back
   * @throws {ProblemError} `too-many-streams`
   */
  take(id: string): () => void {
    const open = this.#open.get(id) ?? 0
    if (open >= this.#most || this.#total >= this.#mostInAll) throw new ProblemError('too-many-streams', { retryAfter: 2 })
    this.#open.set(id, open + 1)
    this.#total += 1
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#total -= 1
      const left = (this.#open.get(id) ?? 1) - 1
      if (left === 0) this.#open.delete(id)
      else this.#open.set(id, left)
    }
  }
}
