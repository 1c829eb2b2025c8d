import type { LanguageModel, PrunableStore } from 'talkchart'

/** A boundary at which a process dies: before or after its n-th commit, model request or call of an actor, or the n-th time that it forgets. */
export interface KillPoint {
  readonly what: 'commit' | 'request' | 'prune' | 'actor'
  readonly when: 'before' | 'after'
  readonly number: number
}

const die = () => process.kill(process.pid, 'SIGKILL')

/** The store, whose process dies at one of its commits, or when it forgets. */
export function killingStore(store: PrunableStore, point: KillPoint | null): PrunableStore {
  const aroundCommit = dyingAt('commit', point)
  const aroundPrune = dyingAt('prune', point)
  return {
    load: (id, options) => store.load(id, options),
    list: (options) => store.list(options),
    remove: (id) => store.remove(id),
    commit: (id, commit) => aroundCommit(() => store.commit(id, commit)),
    prune: (id, options) => aroundPrune(() => store.prune(id, options)),
  }
}

/** A store that breaks its promise: messages that wait for their turn are not kept. */
export function forgetfulStore(store: PrunableStore): PrunableStore {
  return {
    load: (id, options) => store.load(id, options),
    list: (options) => store.list(options),
    remove: (id) => store.remove(id),
    commit: (id, commit) => store.commit(id, { ...commit, record: { ...commit.record, pending: [] } }),
    prune: (id, options) => store.prune(id, options),
  }
}

/** The model, whose process dies at one of its requests. */
export function killingModel(model: LanguageModel, point: KillPoint | null): LanguageModel {
  const around = dyingAt('request', point)
  return {
    respond: (request, options) => around(() => model.respond(request, options)),
    understand: (request, options) => around(() => model.understand(request, options)),
  }
}

/** Makes what runs an operation, and dies before or after one of them. */
export function dyingAt(what: KillPoint['what'], point: KillPoint | null) {
  let count = 0
  return async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    count += 1
    const isHere = point?.what === what && point.number === count
    if (isHere && point.when === 'before') die()
    const result = await operation()
    if (isHere) die()
    return result
  }
}
