import { expect, it } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { commit, failure, row, texts } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'
import { CommittingProcess } from './committing-process.js'

const KILLS = 8

it(`loses no acknowledged commit and leaves nothing torn when its process is killed ${KILLS} times`, async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const writer = new CommittingProcess(directory, 'a', `writer ${kill}`)
    await writer.acknowledges(1 + (kill % 5))
    await writer.kill()

    const loaded = await store.load('a')
    const revision = loaded?.record.revision ?? 0
    const newest = writer.acknowledged.at(-1) ?? 0
    // The one commit in flight may be there without having been acknowledged; it is there as a whole.
    expect([newest, newest + 1]).toContain(revision)
    expect(loaded?.record.messageCount).toBe(revision)
    expect(loaded?.messages.map(({ position }) => position)).toEqual(Array.from({ length: revision }, (_, position) => position))
    for (const acknowledged of writer.acknowledged) expect(texts(loaded)?.[acknowledged - 1]).toBe(`writer ${kill} ${acknowledged}`)

    // What a client does that heard no answer: it repeats the commit that was in flight.
    const inFlight = `writer ${kill} ${newest + 1}`
    const expectedCommitId = (await store.load('a', { revision: newest }))?.record.commitId ?? null
    const repetition = commit('a', newest + 1, [row(newest, inFlight)], { commitId: inFlight, expectedCommitId })
    await store.commit('a', repetition)
    expect((await store.load('a'))?.record.revision).toBe(newest + 1)
  }
}, 120_000)

it('lets two processes commit to one conversation without a commit lost or interleaved', async () => {
  const directory = await temporaryDirectory()
  const rivals = ['left', 'right'].map((writer) => ({ writer, process: new CommittingProcess(directory, 'a', writer, 60) }))
  await Promise.all(rivals.map((rival) => rival.process.finish()))

  const expected: string[] = []
  for (const { writer, process } of rivals) for (const revision of process.acknowledged) expected[revision - 1] = `${writer} ${revision}`
  expect(expected).toHaveLength(120)
  const store = fileStore(directory)
  expect(texts(await store.load('a'))).toEqual(expected)
  expect(await failure(store.commit('a', commit('a', 120, [row(119)], { commitId: 'late' })))).toMatchObject({ actualRevision: 120 })
}, 60_000)
