import type { PrunableStore } from 'talkchart'

/** A store as a process sees it that may die: after its death nothing is written, and nobody hears of anything. */
export interface MortalStore {
  readonly store: PrunableStore
  die(): void
}

export function mortalStore(inner: PrunableStore): MortalStore {
  let isDead = false
  const alive = async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    if (isDead) return await never()
    const result = await operation()
    return isDead ? await never() : result
  }
  return {
    store: {
      load: (id, options) => alive(() => inner.load(id, options)),
      commit: (id, commit) => alive(() => inner.commit(id, commit)),
      remove: (id) => alive(() => inner.remove(id)),
      list: (options) => alive(() => inner.list(options)),
      prune: (id, options) => alive(() => inner.prune(id, options)),
    },
    die: () => {
      isDead = true
    },
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
