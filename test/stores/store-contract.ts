import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { PrunableStore } from '../../src/stores/contract/conversation-store.js'
import { InvalidRecordError } from '../../src/stores/contract/invalid-record-error.js'
import { RevisionConflictError } from '../../src/stores/contract/revision-conflict-error.js'
import { commit, failure, record, row, talk, texts } from './fixtures.js'
import { storeCommands } from './store-commands.js'

/** One store to test, and how to see it with new eyes. */
export interface StoreUnderTest {
  readonly store: PrunableStore
  /** The same stored conversations through a new instance; absent for a store that keeps nothing outside itself. */
  readonly reopen?: () => Promise<PrunableStore>
  readonly cleanup: () => Promise<void>
}

export interface ContractOptions {
  /** How many random histories the property test tries; 60 by default. */
  readonly runs?: number
}

const ODD_IDS = [
  '',
  ' ',
  '.',
  '..',
  '../..',
  '/etc/passwd',
  'C:\\con',
  'con',
  'nul.json',
  'a',
  'A',
  'a%41',
  '%61',
  'id-a',
  'ä',
  'a\u0308',
  '👋🏽 hello',
  '\ud83d',
  '\udc4b',
  '\u0000',
  'line\nbreak',
  '__proto__',
  'constructor',
  'x'.repeat(500),
  'X'.repeat(500),
  `${'x'.repeat(499)}y`,
  '長'.repeat(100),
]

/** The promises of a `ConversationStore` that can forget, for one store. */
export function describeStoreContract(name: string, makeStore: () => Promise<StoreUnderTest>, { runs = 60 }: ContractOptions = {}): void {
  describe(`${name}: the store contract`, () => {
    const cleanups: (() => Promise<void>)[] = []
    const open = async (): Promise<PrunableStore> => (await openUnderTest()).store
    const openUnderTest = async (): Promise<StoreUnderTest> => {
      const underTest = await makeStore()
      cleanups.push(underTest.cleanup)
      return underTest
    }
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0)) await cleanup()
    })

    describeCommitting(open, openUnderTest)
    describeLoading(open)
    describeListing(open)
    describeRemoving(open)
    describePruning(open)
    describeIsolation(open)

    it('does what a naive model does, for any history', async () => {
      await fc.assert(
        fc.asyncProperty(storeCommands(), async (commands) => {
          const { store, reopen, cleanup } = await makeStore()
          try {
            await fc.asyncModelRun(() => ({ model: { conversations: new Map() }, real: { store, reopen } }), commands)
          } finally {
            await cleanup()
          }
        }),
        { numRuns: runs },
      )
    }, 60_000)
  })
}

type Open = () => Promise<PrunableStore>

function describeCommitting(open: Open, openUnderTest: () => Promise<StoreUnderTest>): void {
  it('gives back the first commit as it was', async () => {
    const store = await open()
    const first = commit('a', 1, [row(0), row(1)], { deadline: 5000, pending: [{ text: 'hi', id: 'm1', at: 7 }] })
    await store.commit('a', first)
    expect(await store.load('a')).toEqual({ record: first.record, messages: first.messages })
  })

  it('keeps what was committed for the next instance', async () => {
    const { store, reopen } = await openUnderTest()
    await talk(store, 'a', 3)
    const later = reopen === undefined ? store : await reopen()
    expect((await later.load('a'))?.record.revision).toBe(3)
    await later.commit('a', commit('a', 4, [row(3)]))
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'message 2', 'message 3'])
  })

  it.each([
    { stored: 0, expected: 1 },
    { stored: 2, expected: 0 },
    { stored: 2, expected: 1 },
    { stored: 2, expected: 3 },
  ])('refuses a commit on revision $expected when $stored is stored', async ({ stored, expected }) => {
    const store = await open()
    await talk(store, 'a', stored)
    const before = await store.load('a')
    const rival = commit('a', expected + 1, [row(expected, 'rival')], { commitId: 'rival' })
    const error = await failure(store.commit('a', rival))
    expect(error).toBeInstanceOf(RevisionConflictError)
    expect(error).toMatchObject({ conversationId: 'a', expectedRevision: expected, actualRevision: stored })
    expect(await store.load('a')).toEqual(before)
  })

  it('takes a repeated commit for the one that it was, also when others came after it', async () => {
    const store = await open()
    await talk(store, 'a', 1)
    await talk(store, 'a', 3)
    const before = await store.load('a')
    await talk(store, 'a', 3)
    expect(await store.load('a')).toEqual(before)
  })

  it('refuses a commit on a conversation that was removed and begun anew for somebody else', async () => {
    const { store, reopen } = await openUnderTest()
    await talk(store, 'a', 2)
    const other = reopen === undefined ? store : await reopen()
    await other.remove('a')
    for (const revision of [1, 2, 3]) {
      const facts = { commitId: `anew ${revision}`, expectedCommitId: revision === 1 ? null : `anew ${revision - 1}` }
      await other.commit('a', commit('a', revision, [row(revision - 1, 'of somebody else')], facts))
      const before = await other.load('a')
      const error = await failure(store.commit('a', commit('a', 3, [row(2, 'private')])))
      expect(error).toBeInstanceOf(RevisionConflictError)
      expect(error).toMatchObject({ expectedRevision: 2, actualRevision: revision })
      expect(await other.load('a')).toEqual(before)
    }
  })

  it('refuses a commit on a history that lost its newest commits and went on', async () => {
    const store = await open()
    await talk(store, 'a', 3)
    // What a failover to a replica that lags behind leaves: the history is that of some time ago, and another writer went on with it.
    await store.remove('a')
    await talk(store, 'a', 2)
    expect(await failure(store.commit('a', commit('a', 4, [row(3)])))).toMatchObject({ code: 'revision-conflict', actualRevision: 2 })
    await store.commit('a', commit('a', 3, [row(2, 'another turn')], { commitId: 'another' }))
    const error = await failure(store.commit('a', commit('a', 4, [row(3)])))
    expect(error).toMatchObject({ code: 'revision-conflict', expectedRevision: 3, actualRevision: 3 })
    expect(String(error)).toContain('is at revision 3, but another commit made it')
    await store.commit('a', commit('a', 4, [row(3)], { expectedCommitId: 'another' }))
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'another turn', 'message 3'])
  })

  it('gives every record the id of the commit that made it', async () => {
    const store = await open()
    const { commitId: _, ...withoutId } = record('a', 1)
    await store.commit('a', { ...commit('a', 1), record: withoutId })
    await store.commit('a', commit('a', 2, [row(0)], { commitId: 'second' }))
    expect((await store.load('a'))?.record.commitId).toBe('second')
    expect((await store.load('a', { revision: 1 }))?.record.commitId).toBe('a#1')
    expect((await store.list()).map(({ commitId }) => commitId)).toEqual(['second'])
    expect(await failure(store.commit('b', commit('b', 1, [], { expectedCommitId: 'second' })))).toBeInstanceOf(RevisionConflictError)
  })

  it.each([undefined, 7])('refuses %j for the commit that another builds on', async (expectedCommitId) => {
    const store = await open()
    await talk(store, 'a', 1)
    const refused = Object.assign(commit('a', 2, [row(1)]), { expectedCommitId })
    expect(await failure(store.commit('a', refused))).toMatchObject({ code: 'invalid-record' })
    expect((await store.load('a'))?.record.revision).toBe(1)
  })

  it('lets exactly one of twenty rivals win', async () => {
    const store = await open()
    await talk(store, 'a', 2)
    const rivals = Array.from({ length: 20 }, (_, index) => commit('a', 3, [row(2, `rival ${index}`)], { commitId: `rival ${index}` }))
    const outcomes = await Promise.allSettled(rivals.map((rival) => store.commit('a', rival)))
    const winners = rivals.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RevisionConflictError)
    expect(await store.load('a')).toMatchObject({ record: winners[0]?.record })
    expect(texts(await store.load('a'))?.at(-1)).toBe(winners[0]?.messages[0]?.message.text)
  })

  it('lets exactly one of twenty begin a conversation', async () => {
    const store = await open()
    const rivals = Array.from({ length: 20 }, (_, index) => commit('a', 1, [row(0, `rival ${index}`)], { commitId: `rival ${index}` }))
    const outcomes = await Promise.allSettled(rivals.map((rival) => store.commit('a', rival)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await store.load('a'))?.record.revision).toBe(1)
  })

  it('keeps conversations apart, whatever their ids are', async () => {
    const store = await open()
    for (const id of ODD_IDS) await store.commit(id, commit(id, 1, [row(0, `of ${JSON.stringify(id)}`)]))
    for (const id of ODD_IDS) {
      const loaded = await store.load(id)
      expect(loaded?.record.id).toBe(id)
      expect(texts(loaded)).toEqual([`of ${JSON.stringify(id)}`])
    }
    expect((await store.list()).map((listed) => listed.id)).toEqual([...ODD_IDS].sort())
  })

  it('keeps any text, and a message of 1 MB', async () => {
    const store = await open()
    const odd = ['', '\u0000', '\ud83d lone', '{{data}}', '\u2028', 'ﬁ', 'x'.repeat(1024 * 1024)]
    await store.commit(
      'a',
      commit(
        'a',
        1,
        odd.map((text, position) => row(position, text)),
      ),
    )
    expect(texts(await store.load('a'))).toEqual(odd)
  })

  it.each([
    ['another id', { id: 'b' }, /record\.id/],
    ['a revision that does not follow', { revision: 3 }, /record\.revision/],
    ['a message past the count', { messageCount: 1 }, /messages\[1\]\.position/],
    ['a gap before its messages', { messageCount: 4 }, /from 0 to 3/],
    ['a time that is no number', { createdAt: Number.NaN }, /createdAt is NaN/],
    ['a function in the snapshot', { snapshot: JSON.parse('{}', () => () => 1) }, /snapshot/],
    ['a key that reaches a prototype', { snapshot: JSON.parse('{"data":{"__proto__":{"admin":true}}}') }, /snapshot\.data\.__proto__/],
  ])('refuses a commit with %s and writes nothing', async (_, changes, problem) => {
    const store = await open()
    const error = await failure(store.commit('a', commit('a', 1, [row(0), row(1)], changes)))
    expect(error).toBeInstanceOf(InvalidRecordError)
    expect(String(error)).toMatch(problem)
    expect(await store.load('a')).toBeUndefined()
    expect(await store.list()).toEqual([])
  })
}

function describeLoading(open: Open): void {
  it('knows nothing of a conversation that never began', async () => {
    const store = await open()
    expect(await store.load('a')).toBeUndefined()
    expect(await store.load('a', { revision: 1 })).toBeUndefined()
    expect(await store.list()).toEqual([])
  })

  it('loads any revision, and none that is not there', async () => {
    const store = await open()
    await talk(store, 'a', 5)
    for (let revision = 1; revision <= 5; revision += 1) {
      const loaded = await store.load('a', { revision })
      expect(loaded?.record).toEqual(record('a', revision, { messageCount: revision }))
      expect(texts(loaded)).toEqual(Array.from({ length: revision }, (_, position) => `message ${position}`))
    }
    expect(await store.load('a', { revision: 0 })).toBeUndefined()
    expect(await store.load('a', { revision: 6 })).toBeUndefined()
  })

  it('keeps every revision as it was when messages are rewound and replaced', async () => {
    const store = await open()
    await store.commit('a', commit('a', 1, [row(0), row(1), row(2), row(3)]))
    await store.commit('a', commit('a', 2, [], { messageCount: 2 }))
    await store.commit('a', commit('a', 3, [row(2, 'other 2')]))
    await store.commit('a', commit('a', 4, [row(1, 'other 1'), row(3, 'other 3')]))
    const seen = await Promise.all([1, 2, 3, 4].map(async (revision) => texts(await store.load('a', { revision }))))
    expect(seen).toEqual([
      ['message 0', 'message 1', 'message 2', 'message 3'],
      ['message 0', 'message 1'],
      ['message 0', 'message 1', 'other 2'],
      ['message 0', 'other 1', 'other 2', 'other 3'],
    ])
  })

  it.each([0, 1, 2, 7, 100])('loads the last %i messages', async (last) => {
    const store = await open()
    await talk(store, 'a', 7)
    const loaded = await store.load('a', { messages: { last } })
    expect(loaded?.record.messageCount).toBe(7)
    expect(loaded?.messages.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6].slice(Math.max(0, 7 - last)))
    const earlier = await store.load('a', { revision: 3, messages: { last } })
    expect(earlier?.messages.map(({ position }) => position)).toEqual([0, 1, 2].slice(Math.max(0, 3 - last)))
  })

  it('reads the records of kept revisions back from one, if it can', async () => {
    const store = await open()
    if (store.records === undefined) return
    expect(await store.records('a', { through: 9, limit: 3 })).toEqual([])
    await talk(store, 'a', 12)
    const expected = (revisions: readonly number[]) => revisions.map((revision) => record('a', revision, { messageCount: revision }))
    expect(await store.records('a', { through: 12, limit: 4 })).toEqual(expected([12, 11, 10, 9]))
    expect(await store.records('a', { through: 4, limit: 100 })).toEqual(expected([4, 3, 2, 1]))
    expect(await store.records('a', { through: 11, limit: 100 })).toEqual(expected([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]))
    expect(await store.records('a', { through: 0, limit: 3 })).toEqual([])
    expect(await store.records('a', { through: 12, limit: 0 })).toEqual([])
    await store.prune('a', { keepRevisions: 3 })
    expect(await store.records('a', { through: 11, limit: 100 })).toEqual(expected([11, 10]))
    expect(await store.records('a', { through: 9, limit: 100 })).toEqual([])
  })

  it.each([-1, 1.5, Number.NaN])('refuses %d as an option', async (value) => {
    const store = await open()
    const refused = [store.load('a', { revision: value }), store.load('a', { messages: { last: value } }), store.list({ limit: value })]
    for (const error of await Promise.all(refused.map(failure))) expect(error).toMatchObject({ code: 'invalid-option' })
  })
}

function describeListing(open: Open): void {
  const ids = ['b', 'B', 'a', 'a1', '€', '\uffff', '😀', '10', '9', '']

  it('lists in code-unit order, page by page', async () => {
    const store = await open()
    for (const id of ids) await talk(store, id, 2)
    const listed: string[] = []
    for (let after: string | undefined; ; after = listed.at(-1)) {
      const page = await store.list({ limit: 3, ...(after === undefined ? {} : { after }) })
      if (page.length === 0) break
      expect(page.length).toBeLessThanOrEqual(3)
      listed.push(...page.map((listedRecord) => listedRecord.id))
    }
    expect(listed).toEqual([...ids].sort())
    expect((await store.list()).map(({ revision }) => revision)).toEqual(ids.map(() => 2))
    expect(await store.list({ limit: 0 })).toEqual([])
    expect((await store.list({ after: 'ab' })).map(({ id }) => id)).toEqual(['b', '€', '😀', '\uffff'])
  })

  it('lists 100 unless told otherwise', async () => {
    const store = await open()
    const many = Array.from({ length: 101 }, (_, index) => `conversation ${String(index).padStart(3, '0')}`)
    for (const id of many) await store.commit(id, commit(id, 1))
    expect((await store.list()).map(({ id }) => id)).toEqual(many.slice(0, 100))
    expect(await store.list({ limit: 1000 })).toHaveLength(101)
  })

  it('finds the conversations that are due now, by their newest record', async () => {
    const store = await open()
    const deadlines: Readonly<Record<string, number | null>> = { never: null, long: 0, exactly: 500, later: 501, earlier: 499.5 }
    for (const [id, deadline] of Object.entries(deadlines)) await store.commit(id, commit(id, 1, [], { deadline }))
    await store.commit('long', commit('long', 2, [], { deadline: 9000 }))
    await store.commit('never', commit('never', 2, [], { deadline: 3 }))
    await store.commit('never', commit('never', 3, [], { deadline: null }))
    const due = async (options: { after?: string; limit?: number; dueBefore: number }) => (await store.list(options)).map(({ id }) => id)
    expect(await due({ dueBefore: 500 })).toEqual(['earlier', 'exactly'])
    expect(await due({ dueBefore: 10_000 })).toEqual(['earlier', 'exactly', 'later', 'long'])
    expect(await due({ dueBefore: 10_000, after: 'exactly', limit: 1 })).toEqual(['later'])
    expect(await due({ dueBefore: -1 })).toEqual([])
    await store.remove('exactly')
    expect(await due({ dueBefore: 500 })).toEqual(['earlier'])
  })
}

function describeRemoving(open: Open): void {
  it('removes everything of one conversation and nothing of another', async () => {
    const store = await open()
    await talk(store, 'a', 3)
    await talk(store, 'a1', 2)
    await store.remove('a')
    expect(await store.load('a')).toBeUndefined()
    expect(await store.load('a', { revision: 1 })).toBeUndefined()
    expect((await store.list()).map(({ id }) => id)).toEqual(['a1'])
    expect(texts(await store.load('a1'))).toEqual(['message 0', 'message 1'])
  })

  it('removes what is not there', async () => {
    const store = await open()
    await store.remove('a')
    expect(await store.load('a')).toBeUndefined()
  })

  it('begins anew after a removal, with the same commit ids', async () => {
    const store = await open()
    await talk(store, 'a', 4)
    await store.remove('a')
    expect(await failure(store.commit('a', commit('a', 5, [row(4)])))).toMatchObject({ actualRevision: 0 })
    await store.commit('a', commit('a', 1, [row(0, 'anew')]))
    expect(texts(await store.load('a'))).toEqual(['anew'])
  })
}

function describePruning(open: Open): void {
  const messages = ['message 0', 'message 1', 'message 2', 'message 3', 'message 4']

  it('keeps the newest revisions with all their messages, and none of those before', async () => {
    const store = await open()
    await talk(store, 'a', 5)
    expect(await store.prune('a', { keepRevisions: 2 })).toBe(3)
    for (const revision of [1, 2, 3]) expect(await store.load('a', { revision })).toBeUndefined()
    expect(texts(await store.load('a', { revision: 4 }))).toEqual(messages.slice(0, 4))
    expect(texts(await store.load('a'))).toEqual(messages)
    expect(texts(await store.load('a', { messages: { last: 3 } }))).toEqual(messages.slice(2))
  })

  it('goes on after forgetting, and forgets again', async () => {
    const store = await open()
    await talk(store, 'a', 5)
    await store.prune('a', { keepRevisions: 1 })
    await store.commit('a', commit('a', 6, [row(5)]))
    await store.commit('a', commit('a', 7, [row(6)]))
    expect(await store.prune('a', { keepRevisions: 2 })).toBe(1)
    expect(await store.load('a', { revision: 5 })).toBeUndefined()
    expect(texts(await store.load('a'))).toEqual([...messages, 'message 5', 'message 6'])
    expect((await store.list()).map(({ revision }) => revision)).toEqual([7])
  })

  it('does nothing where nothing is to be forgotten', async () => {
    const store = await open()
    expect(await store.prune('a', { keepRevisions: 1 })).toBe(0)
    await talk(store, 'a', 3)
    expect(await store.prune('a', { keepRevisions: 3 })).toBe(0)
    expect(await store.prune('a', { keepRevisions: 2 })).toBe(1)
    expect(await store.prune('a', { keepRevisions: 2 })).toBe(0)
    expect((await store.load('a', { revision: 2 }))?.messages).toHaveLength(2)
  })

  it('forgets the messages that were taken back, and keeps those that stand', async () => {
    const store = await open()
    await store.commit('a', commit('a', 1, [row(0), row(1), row(2), row(3)]))
    await store.commit('a', commit('a', 2, [], { messageCount: 2 }))
    await store.commit('a', commit('a', 3, [row(1, 'other 1'), row(2, 'other 2')]))
    await store.commit('a', commit('a', 4, [row(3, 'other 3')]))
    await store.prune('a', { keepRevisions: 2 })
    expect(texts(await store.load('a', { revision: 3 }))).toEqual(['message 0', 'other 1', 'other 2'])
    expect(texts(await store.load('a'))).toEqual(['message 0', 'other 1', 'other 2', 'other 3'])
    await store.commit('a', commit('a', 5, [], { messageCount: 1 }))
    expect(texts(await store.load('a'))).toEqual(['message 0'])
  })

  it('refuses commits on what it has forgotten, those too that it once had', async () => {
    const store = await open()
    await talk(store, 'a', 5)
    await store.prune('a', { keepRevisions: 1 })
    for (const late of [commit('a', 2, [row(1)]), commit('a', 4, [row(3)], { commitId: 'rival' })]) {
      expect(await failure(store.commit('a', late))).toMatchObject({ code: 'revision-conflict', actualRevision: 5 })
    }
    expect(texts(await store.load('a'))).toEqual(messages)
    await store.commit('a', commit('a', 5, [row(4)]))
  })

  it('leaves other conversations alone, and is gone with a removal', async () => {
    const store = await open()
    for (const id of ['a', 'a1', 'b']) await talk(store, id, 4)
    await store.prune('a1', { keepRevisions: 1 })
    for (const id of ['a', 'b']) expect((await store.load(id, { revision: 1 }))?.messages).toHaveLength(1)
    await store.remove('a1')
    await talk(store, 'a1', 2)
    expect((await store.load('a1', { revision: 1 }))?.messages).toHaveLength(1)
  })

  it('can be asked several times at once, while the conversation goes on', async () => {
    const store = await open()
    await talk(store, 'a', 20)
    const pruning = [3, 1, 2, 5].map((keepRevisions) => store.prune('a', { keepRevisions }))
    await Promise.all([...pruning, store.commit('a', commit('a', 21, [row(20)]))])
    expect(texts(await store.load('a'))).toEqual(Array.from({ length: 21 }, (_, position) => `message ${position}`))
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses to keep %d revisions', async (keepRevisions) => {
    const store = await open()
    await talk(store, 'a', 2)
    expect(await failure(store.prune('a', { keepRevisions }))).toMatchObject({ code: 'invalid-option' })
    expect(await store.load('a', { revision: 1 })).toBeDefined()
  })
}

function describeIsolation(open: Open): void {
  it('is not changed by what its callers do to their objects', async () => {
    const store = await open()
    const data = { items: ['one'] }
    const message = { role: 'user' as const, text: 'hi', state: 'greeting', turn: 1, at: 1 }
    await store.commit('a', commit('a', 1, [{ position: 0, message }], { snapshot: data }))
    data.items.push('two')
    message.text = 'changed'
    const loaded = await store.load('a')
    expect(loaded?.record.snapshot).toEqual({ items: ['one'] })
    expect(texts(loaded)).toEqual(['hi'])

    Object.assign(loaded?.record ?? {}, { snapshot: null, turn: 99 })
    Object.assign(loaded?.messages[0]?.message ?? {}, { text: 'changed' })
    const [listed] = await store.list()
    Object.assign(listed ?? {}, { turn: 98 })
    expect(await store.load('a')).toMatchObject({
      record: { snapshot: { items: ['one'] }, turn: 0 },
      messages: [{ message: { text: 'hi' } }],
    })
  })

  it('leaves out what is undefined, as JSON does', async () => {
    const store = await open()
    await store.commit(
      'a',
      commit('a', 1, [], { snapshot: JSON.parse('{"output":1}', (key, value) => (key === 'output' ? undefined : value)) }),
    )
    expect((await store.load('a'))?.record.snapshot).toStrictEqual({})
  })
}
