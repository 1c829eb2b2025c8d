import fc from 'fast-check'
import { expect } from 'vitest'
import type { Commit, ConversationRecord, MessageRow, PrunableStore } from '../../src/stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../src/stores/contract/revision-conflict-error.js'
import { commit, failure, row } from './fixtures.js'

interface Revision {
  readonly commit: Commit
  readonly messages: readonly MessageRow[]
  readonly isForgotten?: true
}

/** The naive model: of every conversation, every revision as a whole. */
interface Model {
  readonly conversations: Map<string, readonly Revision[]>
}

interface Real {
  store: PrunableStore
  readonly reopen: (() => Promise<PrunableStore>) | undefined
}

type StoreCommand = fc.AsyncCommand<Model, Real>

const id = fc.constantFrom('a', 'A', 'b/../a', 'c'.repeat(300))

/** Random histories of commits, conflicts, repetitions, rewinds, prunings, loads, lists, removals and reopenings. */
export function storeCommands(): fc.Arbitrary<Iterable<StoreCommand>> {
  return fc.commands(
    [
      fc.tuple(id, fc.nat(4), fc.nat(3), fc.nat(2), fc.option(fc.nat(20))).map((input) => new CommitNext(...input)),
      fc.tuple(id, fc.integer({ min: -2, max: 2 })).map((input) => new CommitElsewhere(...input)),
      fc.tuple(id, fc.nat(5)).map((input) => new Repeat(...input)),
      fc.tuple(id, fc.option(fc.nat(6)), fc.option(fc.nat(6))).map((input) => new Load(...input)),
      fc.tuple(fc.option(id), fc.nat(4), fc.option(fc.nat(20))).map((input) => new List(...input)),
      fc.tuple(id).map((input) => new Remove(...input)),
      fc.tuple(id, fc.integer({ min: 1, max: 4 })).map((input) => new Prune(...input)),
      fc.constant(new Reopen()),
    ],
    { maxCommands: 30 },
  )
}

class CommitNext implements StoreCommand {
  constructor(
    readonly id: string,
    readonly rewound: number,
    readonly added: number,
    readonly replaced: number,
    readonly deadline: number | null,
  ) {}

  check = () => true

  async run(model: Model, real: Real): Promise<void> {
    const revisions = model.conversations.get(this.id) ?? []
    const before = revisions.at(-1)?.messages ?? []
    const kept = before.slice(0, Math.max(0, before.length - this.rewound))
    const revision = revisions.length + 1
    const unchanged = kept.slice(0, Math.max(0, kept.length - this.replaced))
    const messageCount = kept.length + this.added
    const rows = Array.from({ length: messageCount - unchanged.length }, (_, index) =>
      row(unchanged.length + index, `revision ${revision}`),
    )
    const next = commit(this.id, revision, rows, { messageCount, deadline: this.deadline })
    await real.store.commit(this.id, next)
    model.conversations.set(this.id, [...revisions, { commit: next, messages: [...unchanged, ...rows] }])
  }

  toString = () => `commit(${JSON.stringify(this.id)}, -${this.rewound} +${this.added} ~${this.replaced}, due ${this.deadline})`
}

class CommitElsewhere implements StoreCommand {
  constructor(
    readonly id: string,
    readonly distance: number,
  ) {}

  check = (model: Readonly<Model>) => this.distance !== 0 && this.#revision(model) > 0

  async run(model: Model, real: Real): Promise<void> {
    const rival = commit(this.id, this.#revision(model), [], { commitId: 'rival' })
    const error = await failure(real.store.commit(this.id, rival))
    expect(error).toBeInstanceOf(RevisionConflictError)
    expect(error).toMatchObject({ actualRevision: model.conversations.get(this.id)?.length ?? 0 })
  }

  toString = () => `conflict(${JSON.stringify(this.id)}, ${this.distance})`

  #revision(model: Readonly<Model>): number {
    return (model.conversations.get(this.id)?.length ?? 0) + 1 + this.distance
  }
}

class Repeat implements StoreCommand {
  constructor(
    readonly id: string,
    readonly age: number,
  ) {}

  check = (model: Readonly<Model>) => (model.conversations.get(this.id)?.length ?? 0) > this.age

  async run(model: Model, real: Real): Promise<void> {
    const earlier = model.conversations.get(this.id)?.at(-1 - this.age)
    if (earlier === undefined) return
    if (earlier.isForgotten) expect(await failure(real.store.commit(this.id, earlier.commit))).toBeInstanceOf(RevisionConflictError)
    else await real.store.commit(this.id, earlier.commit)
  }

  toString = () => `repeat(${JSON.stringify(this.id)}, ${this.age})`
}

class Load implements StoreCommand {
  constructor(
    readonly id: string,
    readonly revision: number | null,
    readonly last: number | null,
  ) {}

  check = () => true

  async run(model: Model, real: Real): Promise<void> {
    const revisions = model.conversations.get(this.id) ?? []
    const found = revisions[(this.revision ?? revisions.length) - 1]
    const expected = found?.isForgotten ? undefined : found
    const last = this.last ?? expected?.messages.length ?? 0
    const loaded = await real.store.load(this.id, {
      ...(this.revision === null ? {} : { revision: this.revision }),
      ...(this.last === null ? {} : { messages: { last: this.last } }),
    })
    expect(loaded && { record: loaded.record, messages: loaded.messages }).toEqual(
      expected && { record: expected.commit.record, messages: expected.messages.slice(Math.max(0, expected.messages.length - last)) },
    )
  }

  toString = () => `load(${JSON.stringify(this.id)}, ${this.revision}, last ${this.last})`
}

class List implements StoreCommand {
  constructor(
    readonly after: string | null,
    readonly limit: number,
    readonly dueBefore: number | null,
  ) {}

  check = () => true

  async run(model: Model, real: Real): Promise<void> {
    const newest = [...model.conversations.values()]
      .map((revisions) => revisions.at(-1)?.commit.record)
      .filter((found) => found !== undefined)
    const expected = newest
      .filter((found) => (this.after === null || found.id > this.after) && isDue(found, this.dueBefore))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, this.limit)
    const listed = await real.store.list({
      limit: this.limit,
      ...(this.after === null ? {} : { after: this.after }),
      ...(this.dueBefore === null ? {} : { dueBefore: this.dueBefore }),
    })
    expect(listed).toEqual(expected)
  }

  toString = () => `list(after ${JSON.stringify(this.after)}, limit ${this.limit}, due ${this.dueBefore})`
}

class Remove implements StoreCommand {
  constructor(readonly id: string) {}

  check = () => true

  async run(model: Model, real: Real): Promise<void> {
    await real.store.remove(this.id)
    model.conversations.delete(this.id)
  }

  toString = () => `remove(${JSON.stringify(this.id)})`
}

class Prune implements StoreCommand {
  constructor(
    readonly id: string,
    readonly keepRevisions: number,
  ) {}

  check = () => true

  async run(model: Model, real: Real): Promise<void> {
    const revisions = model.conversations.get(this.id) ?? []
    const isOld = (index: number) => index < revisions.length - this.keepRevisions
    const forgotten = revisions.filter((revision, index) => isOld(index) && !revision.isForgotten)
    expect(await real.store.prune(this.id, { keepRevisions: this.keepRevisions })).toBe(forgotten.length)
    const left = revisions.map((revision, index) => (isOld(index) ? { ...revision, isForgotten: true as const } : revision))
    if (left.length > 0) model.conversations.set(this.id, left)
  }

  toString = () => `prune(${JSON.stringify(this.id)}, ${this.keepRevisions})`
}

class Reopen implements StoreCommand {
  check = () => true

  async run(_model: Model, real: Real): Promise<void> {
    if (real.reopen !== undefined) real.store = await real.reopen()
  }

  toString = () => 'reopen'
}

function isDue(found: ConversationRecord, dueBefore: number | null): boolean {
  return dueBefore === null || (found.deadline !== null && found.deadline <= dueBefore)
}
