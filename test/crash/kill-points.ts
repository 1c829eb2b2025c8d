import type { ConversationStore, LanguageModel } from 'talkchart'

/** A boundary at which a process dies: before or after its n-th commit, or its n-th model request. */
export interface KillPoint {
  readonly what: 'commit' | 'request'
  readonly when: 'before' | 'after'
  readonly number: number
}

const die = () => process.kill(process.pid, 'SIGKILL')

/** The store, whose process dies at one of its commits. */
export function killingStore(store: ConversationStore, point: KillPoint | null): ConversationStore {
  const around = dyingAt('commit', point)
  return {
    load: (id, options) => store.load(id, options),
    list: (options) => store.list(options),
    remove: (id) => store.remove(id),
    commit: (id, commit) => around(() => store.commit(id, commit)),
  }
}

/** A store that breaks its promise: messages that wait for their turn are not kept. */
export function forgetfulStore(store: ConversationStore): ConversationStore {
  return {
    load: (id, options) => store.load(id, options),
    list: (options) => store.list(options),
    remove: (id) => store.remove(id),
    commit: (id, commit) => store.commit(id, { ...commit, record: { ...commit.record, pending: [] } }),
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

function dyingAt(what: KillPoint['what'], point: KillPoint | null) {
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
