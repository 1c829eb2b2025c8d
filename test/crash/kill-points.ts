import { writeSync } from 'node:fs'
import type { LanguageModel, PrunableStore } from 'talkchart'

/** A boundary at which a process dies: before or after a conversation's n-th commit, model request or call of an actor, or the n-th time that it forgets. */
export interface KillPoint {
  readonly what: 'commit' | 'request' | 'prune' | 'actor'
  readonly when: 'before' | 'after'
  readonly number: number
}

/** Where a conversation stands still, and what it calls there: it never goes on from it. */
export interface Stop {
  readonly at: KillPoint | null
  readonly stand: () => Promise<never>
}

/**
 * Has conversations side by side in this process, which stands still with each at a boundary of its own. When none goes on, the process kills
 * itself, so that one death hits all boundaries. It lives on where none stands.
 *
 * @param talks is given what a conversation calls at its boundary
 * @param report is told before what each has come to, null where it stands
 */
export async function talkUntilKilled<End>(
  talks: readonly ((stand: Stop['stand']) => Promise<End>)[],
  report: (ends: readonly (End | null)[]) => void,
): Promise<void> {
  const ends = await Promise.all(
    talks.map((talk) => {
      return new Promise<End | null>((resolve, reject) => {
        const stand = () => {
          resolve(null)
          return new Promise<never>(() => undefined)
        }
        talk(stand).then(resolve, reject)
      })
    }),
  )
  report(ends)
  if (ends.includes(null)) process.kill(process.pid, 'SIGKILL')
}

/** Prints a line of JSON for each end, before the process dies. */
export function printLines(ends: readonly unknown[]): void {
  writeSync(1, ends.map((end) => `${JSON.stringify(end)}\n`).join(''))
}

/** The store of a conversation that stands still at one of its commits, or when it forgets. */
export function killingStore(store: PrunableStore, stop: Stop): PrunableStore {
  const aroundCommit = standingAt('commit', stop)
  const aroundPrune = standingAt('prune', stop)
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

/** The model of a conversation that stands still at one of its requests. */
export function killingModel(model: LanguageModel, stop: Stop): LanguageModel {
  const around = standingAt('request', stop)
  return {
    respond: (request, options) => around(() => model.respond(request, options)),
    understand: (request, options) => around(() => model.understand(request, options)),
  }
}

/** Makes what runs an operation, and stands still before or after one of them. */
export function standingAt(what: KillPoint['what'], { at: point, stand }: Stop) {
  let count = 0
  return async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    count += 1
    const isHere = point?.what === what && point.number === count
    if (isHere && point.when === 'before') await stand()
    const result = await operation()
    if (isHere) await stand()
    return result
  }
}
