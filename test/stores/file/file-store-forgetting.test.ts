import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { commit, failure, row, somePlaces, talk, texts } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'

const fileName = (revision: number) => `${String(revision).padStart(10, '0')}.json`
const messages = (count: number) => Array.from({ length: count }, (_, position) => `message ${position}`)

async function storeWith(revisions: number) {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  await talk(store, 'a', revisions)
  const folder = join(directory, 'id-a')
  return { directory, store, folder, kept: (revision: number) => join(folder, 'messages', fileName(revision)) }
}

describe('a conversation whose old revisions are forgotten', () => {
  it('is one file for each revision that is kept, and one with the messages of the oldest', async () => {
    const { directory, folder } = await storeWith(6)
    const store = fileStore(directory)
    await store.prune('a', { keepRevisions: 3 })
    await store.prune('a', { keepRevisions: 2 })
    expect((await readdir(folder)).sort()).toEqual([fileName(5), fileName(6), 'messages', 'newest.json'])
    expect(await readdir(join(folder, 'messages'))).toEqual([fileName(5)])
    await store.remove('a')
    expect(await readdir(directory)).toEqual([])
  })

  it('is whole after a death at any moment of the forgetting, and the next one finishes it', async () => {
    const { directory, store, folder } = await storeWith(6)
    const before = await temporaryDirectory()
    await cp(folder, before, { recursive: true })
    await store.prune('a', { keepRevisions: 2 })
    for (let deleted = 0; deleted <= 4; deleted += 1) {
      const names = [1, 2, 3, 4].map(fileName).slice(deleted)
      await Promise.all(names.map((name) => cp(join(before, name), join(folder, name))))
      for (const revision of [1, 2, 3, 4]) expect(await store.load('a', { revision })).toBeUndefined()
      expect(texts(await store.load('a', { revision: 5 }))).toEqual(messages(5))
      expect(texts(await fileStore(directory).load('a'))).toEqual(messages(6))
      expect(await store.prune('a', { keepRevisions: 2 })).toBe(names.length)
      expect((await readdir(folder)).sort()).toEqual([fileName(5), fileName(6), 'messages', 'newest.json'])
    }
  })

  it('takes no commit on a file that a death has left', async () => {
    const { store, folder } = await storeWith(6)
    const before = await readFile(join(folder, fileName(2)))
    await store.prune('a', { keepRevisions: 2 })
    await writeFile(join(folder, fileName(2)), before)
    for (const late of [commit('a', 3, [row(2, 'late')], { commitId: 'late' }), commit('a', 2, [row(1)])]) {
      expect(await failure(store.commit('a', late))).toMatchObject({ code: 'revision-conflict', actualRevision: 6 })
      expect(await failure(store.commit('a', late))).toMatchObject({ code: 'revision-conflict', actualRevision: 6 })
    }
    expect(texts(await store.load('a'))).toEqual(messages(6))
    await store.prune('a', { keepRevisions: 2 })
    expect((await readdir(folder)).sort()).toEqual([fileName(5), fileName(6), 'messages', 'newest.json'])
  })

  it('is told from a damaged one wherever a bit of its messages flips, and nothing more is forgotten then', async () => {
    const { store, kept } = await storeWith(6)
    await store.prune('a', { keepRevisions: 3 })
    const whole = await readFile(kept(4))
    for (const position of somePlaces(whole.length)) {
      const flipped = Buffer.from(whole)
      flipped[position] = (whole[position] ?? 0) ^ (1 << (position % 8))
      await writeFile(kept(4), flipped)
      const error = await failure(store.load('a'))
      expect(error, `bit ${position % 8} of byte ${position}`).toMatchObject({ code: 'corrupt-record', revision: 4, location: kept(4) })
    }
    expect(await failure(store.prune('a', { keepRevisions: 1 }))).toMatchObject({ code: 'corrupt-record', wholeRevision: 0 })
    expect(texts(await store.load('a', { messages: { last: 2 } }))).toEqual(['message 4', 'message 5'])
    await writeFile(kept(4), whole)
    expect(texts(await store.load('a'))).toEqual(messages(6))
  })

  it('forgets nothing more while its messages are damaged, not even what a death has left', async () => {
    const { store, folder, kept } = await storeWith(6)
    const before = await temporaryDirectory()
    await cp(folder, before, { recursive: true })
    await store.prune('a', { keepRevisions: 3 })
    await store.commit(
      'a',
      commit(
        'a',
        7,
        Array.from({ length: 6 }, (_, position) => row(position, 'anew')),
      ),
    )
    await cp(join(before, fileName(3)), join(folder, fileName(3)))
    await writeFile(kept(4), 'x')
    const names = (await readdir(folder)).sort()
    for (const keepRevisions of [4, 1]) {
      expect(await failure(store.prune('a', { keepRevisions }))).toMatchObject({ code: 'corrupt-record', revision: 4 })
      expect((await readdir(folder)).sort()).toEqual(names)
    }
    expect(texts(await store.load('a'))).toEqual(Array(6).fill('anew'))
  })

  it('is damaged, and never begun anew, when only its messages are left', async () => {
    const { store, folder, kept } = await storeWith(3)
    await store.prune('a', { keepRevisions: 1 })
    await rm(join(folder, fileName(3)))
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 3, reason: 'is missing', wholeRevision: 0 })
    expect(await failure(store.commit('a', commit('a', 1, [row(0)])))).toMatchObject({ code: 'revision-conflict', actualRevision: 3 })
    await cp(kept(3), join(folder, 'messages', fileName(2)))
    expect(await failure(store.load('a', { revision: 3 }))).toMatchObject({ code: 'corrupt-record' })
  })

  it('says what is whole when a revision after the oldest is damaged', async () => {
    const { store, folder } = await storeWith(8)
    await store.prune('a', { keepRevisions: 4 })
    await writeFile(join(folder, fileName(7)), 'x')
    expect(await failure(store.load('a'))).toMatchObject({ revision: 7, wholeRevision: 6 })
    await writeFile(join(folder, fileName(5)), 'x')
    expect(await failure(store.load('a'))).toMatchObject({ revision: 7, wholeRevision: 0 })
  })
})

it('never forgets of a conversation that was begun anew meanwhile', async () => {
  const { directory, store, folder } = await storeWith(1)
  const other = fileStore(directory, { fsync: false })
  const begin = async (round: string) => {
    await other.remove('a')
    for (let revision = 1; revision <= 4; revision += 1) {
      const commitId = (number: number) => `${round.slice(0, 4)}/${number}`
      const facts = { commitId: commitId(revision), expectedCommitId: revision === 1 ? null : commitId(revision - 1) }
      await other.commit('a', commit('a', revision, [row(revision - 1, round)], facts))
    }
  }
  // So much to read and write that the other conversation is whole before the first one is forgotten.
  const long = 'long '.repeat(500_000)
  for (let round = 0; round < 8; round += 1) {
    await begin(long)
    const pruning = store.prune('a', { keepRevisions: 2 })
    for (let look = 0; look < round * 24; look += 1) await readdir(folder)
    await begin('anew')
    await pruning
    expect(texts(await store.load('a'))).toEqual(['anew', 'anew', 'anew', 'anew'])
    expect(await readdir(folder)).not.toContain('messages')
  }
}, 120_000)

it('keeps every acknowledged commit when one writes and another forgets', async () => {
  const { directory, store } = await storeWith(1)
  const forgetting = fileStore(directory, { fsync: false })
  let isWriting = true
  const forget = async () => {
    let forgotten = 0
    while (isWriting) forgotten += await forgetting.prune('a', { keepRevisions: 1 })
    return forgotten
  }
  const write = async () => {
    for (let revision = 2; revision <= 200; revision += 1) await store.commit('a', commit('a', revision, [row(revision - 1)]))
    isWriting = false
  }
  const [forgotten] = await Promise.all([forget(), write()])
  expect(forgotten).toBeGreaterThan(0)
  expect(texts(await store.load('a'))).toEqual(messages(200))
}, 120_000)
