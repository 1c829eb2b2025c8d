import type { PlaygroundServer } from './playground-server.js'

/** The names that conversations have, as far as this page knows. */
export class Names {
  readonly #server: PlaygroundServer
  readonly #taken = new Set<string>()
  #isListed = false

  constructor(server: PlaygroundServer) {
    this.#server = server
    server.list().then(
      ({ conversations }) => {
        for (const { id } of conversations) this.#taken.add(id)
        this.#isListed = true
      },
      () => undefined,
    )
  }

  /** Returns the next name that is not known to be taken: `support-1` is followed by `support-2`. */
  next(id: string): string {
    this.#taken.add(id)
    const [, name = id, number = '1'] = /^(.*?)-(\d+)$/.exec(id) ?? []
    const next = `${name}-${Number(number) + 1}`
    return this.#taken.has(next) ? this.next(next) : next
  }

  /** Returns a free name, at once where the conversations are known. */
  async fresh(id: string): Promise<string> {
    return this.#isListed ? this.next(id) : await this.free(id)
  }

  /** Returns the next name that no conversation has, whoever began it. */
  async free(id: string): Promise<string> {
    const next = this.next(id)
    const { status } = await this.#server.fit(next)
    return status === 'none' ? next : this.free(next)
  }
}
