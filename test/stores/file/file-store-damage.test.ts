import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CorruptRecordError } from '../../../src/stores/contract/corrupt-record-error.js'
import { pruneStore } from '../../../src/stores/contract/prune-store.js'
import { UnsupportedRecordError } from '../../../src/stores/contract/unsupported-record-error.js'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { encodeRevisionFile } from '../../../src/stores/file/revision-file.js'
import { commit, failure, record, row, somePlaces, talk, texts } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'

async function storeWith(revisions: number) {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  await talk(store, 'a', revisions)
  return { directory, store, file: (revision: number) => join(directory, 'id-a', `${String(revision).padStart(10, '0')}.json`) }
}

describe('a damaged file', () => {
  it('is told from a whole one wherever a bit of it flips', async () => {
    const { store, file } = await storeWith(3)
    const path = file(3)
    const whole = await readFile(path)
    for (const position of somePlaces(whole.length)) {
      const flipped = Buffer.from(whole)
      flipped[position] = (whole[position] ?? 0) ^ (1 << (position % 8))
      await writeFile(path, flipped)
      const error = await failure(store.load('a'))
      expect(error, `bit ${position % 8} of byte ${position}`).toBeInstanceOf(CorruptRecordError)
      expect(error).toMatchObject({ conversationId: 'a', revision: 3, location: path, wholeRevision: 2 })
    }
    await writeFile(path, whole)
    expect((await store.load('a'))?.record.revision).toBe(3)
  })

  it('is told from a whole one wherever it is cut off', async () => {
    const { store, file } = await storeWith(2)
    const { length } = await readFile(file(2))
    for (const size of somePlaces(length).toReversed()) {
      await truncate(file(2), size)
      expect(await failure(store.load('a')), `${size} bytes`).toBeInstanceOf(CorruptRecordError)
    }
  })

  it('says which revision is whole, and that one loads and can be gone on from', async () => {
    const { store, file } = await storeWith(5)
    await truncate(file(5), 40)
    const error = await failure(store.load('a'))
    expect(String(error)).toContain(`Conversation "a" is damaged at revision 5: ${file(5)} is cut off after 40 bytes`)
    expect(String(error)).toContain('load("a", { revision: 4 }) reads it')
    expect(texts(await store.load('a', { revision: 4 }))).toEqual(['message 0', 'message 1', 'message 2', 'message 3'])

    await rename(file(5), `${file(5)}.damaged`)
    await store.commit('a', commit('a', 5, [row(4, 'again')]))
    expect(texts(await store.load('a'))?.at(-1)).toBe('again')
  })

  it('is never built upon, and never taken for a conversation that did not begin', async () => {
    const { store, file } = await storeWith(1)
    await writeFile(file(1), '')
    const refused = [
      store.load('a'),
      store.list(),
      store.commit('a', commit('a', 1, [row(0, 'anew')], { commitId: 'anew' })),
      store.commit('a', commit('a', 2, [row(1)])),
    ]
    for (const error of await Promise.all(refused.map(failure))) expect(error).toMatchObject({ code: 'corrupt-record', wholeRevision: 0 })
    expect(await readFile(file(1), 'utf8')).toBe('')
    await store.remove('a')
    await talk(store, 'a', 1)
  })

  it('in the middle spoils only the loads that need it', async () => {
    const { store, file } = await storeWith(8)
    await rm(file(4))
    const error = await failure(store.load('a'))
    expect(error).toMatchObject({ code: 'corrupt-record', revision: 4, location: file(4), reason: 'is missing', wholeRevision: 3 })
    expect(texts(await store.load('a', { messages: { last: 4 } }))).toEqual(['message 4', 'message 5', 'message 6', 'message 7'])
    expect(await failure(store.load('a', { messages: { last: 5 } }))).toBeInstanceOf(CorruptRecordError)
    expect((await store.load('a', { revision: 3 }))?.messages).toHaveLength(3)
  })

  it('in the middle ends the records that are read together, and is told by who begins there', async () => {
    const { store, file } = await storeWith(8)
    await writeFile(file(5), 'x')
    expect((await store.records?.('a', { through: 7, limit: 5 }))?.map(({ revision }) => revision)).toEqual([7, 6])
    const error = await failure(Promise.resolve(store.records?.('a', { through: 5, limit: 5 })))
    expect(error).toMatchObject({ code: 'corrupt-record', revision: 5, wholeRevision: 4 })
  })

  it('twice over still leads to a revision that is whole', async () => {
    const { store, file } = await storeWith(8)
    await writeFile(file(7), 'x')
    await writeFile(file(3), 'x')
    expect(await failure(store.load('a'))).toMatchObject({ revision: 7, wholeRevision: 2 })
  })

  it('can be left out of a list by somebody who listens', async () => {
    const { directory, store, file } = await storeWith(2)
    await store.commit('b', commit('b', 1))
    await writeFile(file(2), 'x')
    const heard: CorruptRecordError[] = []
    const listed = await fileStore(directory, { onCorrupt: (error) => heard.push(error) }).list()
    expect(listed.map(({ id }) => id)).toEqual(['b'])
    expect(heard.map(({ conversationId }) => conversationId)).toEqual(['a'])
    expect(await failure(store.list())).toBeInstanceOf(CorruptRecordError)
  })
})

describe('a file that is deleted', () => {
  it('is missed when it is the newest one, and the conversation is never taken for what it was a turn before', async () => {
    const { directory, store, file } = await storeWith(3)
    await rm(file(3))
    const heard: CorruptRecordError[] = []
    const refused = [
      store.load('a'),
      store.load('a', { messages: { last: 1 } }),
      store.list(),
      store.prune('a', { keepRevisions: 1 }),
      store.commit('a', commit('a', 3, [row(2)], { commitId: 'a turn back' })),
    ]
    for (const error of await Promise.all(refused.map(failure))) {
      expect(error).toMatchObject({ code: 'corrupt-record', revision: 3, location: file(3), wholeRevision: 2 })
      expect(String(error)).toContain('is missing; newest.json beside it has its content')
    }
    expect(await fileStore(directory, { onCorrupt: (error) => heard.push(error) }).list()).toEqual([])
    expect(heard).toHaveLength(1)
    await copyFile(join(directory, 'id-a', 'newest.json'), file(3))
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'message 2'])
    await store.commit('a', commit('a', 4, [row(3)]))
  })

  it('is missed when it is the only one', async () => {
    const { store, file } = await storeWith(1)
    await rm(file(1))
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 1, wholeRevision: 0 })
    const anew = commit('a', 1, [row(0)], { commitId: 'anew' })
    expect(await failure(store.commit('a', anew))).toMatchObject({ code: 'corrupt-record', revision: 1 })
  })

  it('can be given up by deleting its copy too', async () => {
    const { directory, store, file } = await storeWith(3)
    await rm(file(3))
    await rm(join(directory, 'id-a', 'newest.json'))
    expect((await store.load('a'))?.record.revision).toBe(2)
  })
})

describe('what does not belong into the folder of a conversation', () => {
  /** A conversation with something else in its folder, and another one beside it. */
  async function storeWithStray(put: (folder: string) => Promise<unknown>) {
    const { directory, file } = await storeWith(3)
    const heard: CorruptRecordError[] = []
    const store = fileStore(directory, { fsync: false, onCorrupt: (error) => heard.push(error) })
    await store.commit('b', commit('b', 1))
    await put(join(directory, 'id-a'))
    return { store, file, heard }
  }

  it('is passed over when its name is no revision: the time of a backup', async () => {
    const { store, heard } = await storeWithStray((folder) => writeFile(join(folder, '1732623456789.json'), '{}'))
    expect((await store.load('a'))?.record.revision).toBe(3)
    expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await pruneStore(store, { keepRevisions: 1 })).toMatchObject({ forgottenRevisions: 2 })
    expect(heard).toEqual([])
    expect(texts(await store.load('a'))).toHaveLength(3)
  })

  it('is told, at once, when its name is that of a revision of the far future', async () => {
    const { store, heard } = await storeWithStray((folder) => writeFile(join(folder, '1732623456.json'), '{}'))
    const error = await failure(store.load('a'))
    expect(error).toMatchObject({ code: 'corrupt-record', revision: 1_732_623_456, wholeRevision: 3 })
    expect((await store.list()).map(({ id }) => id)).toEqual(['b'])
    expect(heard).toHaveLength(1)
    expect(await failure(store.prune('a', { keepRevisions: 1 }))).toMatchObject({ code: 'corrupt-record' })
    expect(texts(await store.load('a', { revision: 3 }))).toHaveLength(3)
  })

  it.each([
    ['a directory', (path: string) => mkdir(path)],
    ['a link that leads to itself', (path: string) => symlink(path, path)],
  ])('is told when it is %s in the place of a revision', async (_, put) => {
    const { store, file, heard } = await storeWithStray((folder) => put(join(folder, '0000000004.json')))
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 4, location: file(4), wholeRevision: 3 })
    expect((await store.list()).map(({ id }) => id)).toEqual(['b'])
    expect(heard).toHaveLength(1)
    expect(await failure(store.commit('a', commit('a', 4, [row(3)])))).toMatchObject({ code: 'corrupt-record' })
  })

  it('is passed over when it is a file that is named as the folder of messages, but nothing is forgotten then', async () => {
    const { store } = await storeWithStray((folder) => writeFile(join(folder, 'messages'), 'mine'))
    expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await failure(store.prune('a', { keepRevisions: 1 }))).toMatchObject({ code: 'store-unavailable', reason: 'ENOTDIR' })
    expect(texts(await store.load('a'))).toHaveLength(3)
  })

  it('is told when it is a file in the place of a whole conversation, and a list passes over it', async () => {
    const { directory, store } = await storeWith(1)
    await writeFile(join(directory, 'id-b'), 'mine')
    expect((await store.list()).map(({ id }) => id)).toEqual(['a'])
    expect(await failure(store.load('b'))).toMatchObject({ code: 'store-unavailable', reason: 'ENOTDIR' })
  })
})

describe('a file that somebody else wrote', () => {
  const forge = async (content: object) => {
    const { store, file } = await storeWith(1)
    const { messages } = commit('a', 1, [row(0)])
    await writeFile(file(1), encodeRevisionFile({ commitId: 'forged', record: record('a', 1, { messageCount: 1, ...content }), messages }))
    return failure(store.load('a'))
  }

  it('is refused with what is wrong in it', async () => {
    expect(await forge({ id: 'b' })).toMatchObject({ code: 'corrupt-record', reason: 'holds the conversation "b"' })
    expect(await forge({ revision: 2 })).toMatchObject({ reason: 'holds revision 2' })
    expect(await forge({ messageCount: 9_000_000_000_000 })).toMatchObject({ reason: 'lacks some of its messages' })
    expect(await forge({ snapshot: JSON.parse('{"__proto__":{"admin":true}}') })).toMatchObject({
      reason: expect.stringContaining('record.snapshot.__proto__'),
    })
  })

  it('of a newer talkchart is not called damaged', async () => {
    const error = await forge({ format: 2, phase: 'dreaming' })
    expect(error).toBeInstanceOf(UnsupportedRecordError)
    expect(String(error)).toContain('record format 2 is newer than this version of talkchart reads (1); upgrade')
  })
})

it('goes on with files that were written before records had a commit id', async () => {
  const { store, file } = await storeWith(2)
  const { commitId, record: newest, messages } = commit('a', 2, [row(1)])
  const { commitId: _, ...withoutId } = newest
  await writeFile(file(2), encodeRevisionFile({ commitId, record: withoutId, messages }))
  expect((await store.load('a'))?.record.commitId).toBe(commitId)
  const error = await failure(store.commit('a', commit('a', 3, [row(2)], { expectedCommitId: 'another' })))
  expect(error).toMatchObject({ code: 'revision-conflict' })
  await store.commit('a', commit('a', 3, [row(2)]))
  expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'message 2'])
})

it('leaves nothing behind but one file for each revision', async () => {
  const { directory } = await storeWith(3)
  expect(await readdir(directory)).toEqual(['id-a'])
  expect((await readdir(join(directory, 'id-a'))).sort()).toEqual(['0000000001.json', '0000000002.json', '0000000003.json', 'newest.json'])
})
