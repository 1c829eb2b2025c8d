/** The browser's locks, as far as the store uses them, for a Node that has none. Chromium's own are tried in test/browser. */
class FakeLocks {
  readonly #held = new Map<string, { readonly lock: Lock; readonly lose: (reason: unknown) => void }>()

  async request<Result>(name: string, options: LockOptions, callback: (lock: Lock | null) => Promise<Result>): Promise<Result> {
    // As in a browser, no callback runs within the request.
    await undefined
    const rival = this.#held.get(name)
    if (rival !== undefined && !options.steal) {
      if (options.ifAvailable) return await callback(null)
      throw new Error('This stand-in keeps no queue.')
    }
    rival?.lose(new DOMException('The lock was stolen.', 'AbortError'))
    const lock: Lock = { name, mode: 'exclusive' }
    const lost = new Promise<never>((_resolve, reject) => this.#held.set(name, { lock, lose: reject }))
    try {
      return await Promise.race([callback(lock), lost])
    } finally {
      if (this.#held.get(name)?.lock === lock) this.#held.delete(name)
    }
  }

  async query() {
    return { held: [...this.#held.values()].map(({ lock }) => lock), pending: [] }
  }
}

/** Gives this process locks, where it has none. */
export function provideLocks(): void {
  const { navigator = {} } = globalThis
  if ('locks' in navigator) return
  Object.defineProperty(globalThis, 'navigator', {
    value: Object.assign(Object.create(navigator), { locks: new FakeLocks() }),
    configurable: true,
  })
}
