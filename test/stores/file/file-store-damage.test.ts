import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CorruptRecordError } from '../../../src/stores/contract/corrupt-record-error.js'
import { UnsupportedRecordError } from '../../../src/stores/contract/unsupported-record-error.js'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { encodeRevisionFile } from '../../../src/stores/file/revision-file.js'
import { commit, failure, record, row, talk, texts } from '../fixtures.js'
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
    for (let position = 0; position < whole.length; position += 1) {
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
    for (let size = length - 1; size >= 0; size -= 1) {
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
  expect(await readdir(join(directory, 'id-a'))).toEqual(['0000000001.json', '0000000002.json', '0000000003.json'])
})
