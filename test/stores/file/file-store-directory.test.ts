import { chmod, mkdir, readdir, readFile, rename, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { StoreUnavailableError } from '../../../src/stores/contract/store-unavailable-error.js'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { explainingFailures } from '../../../src/stores/file/file-system-error.js'
import { commit, failure, row, talk } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'

it('makes its directory at the first commit, not before, and for its user alone', async () => {
  const parent = await temporaryDirectory()
  const directory = join(parent, 'deep', 'conversations')
  const store = fileStore(directory)
  expect(await store.load('a')).toBeUndefined()
  expect(await store.list()).toEqual([])
  await store.remove('a')
  expect(await readdir(parent)).toEqual([])
  await talk(store, 'a', 1)
  if (process.platform === 'win32') return
  const modes = await Promise.all(
    ['', 'id-a', 'id-a/0000000001.json'].map(async (path) => (await stat(join(directory, path))).mode & 0o777),
  )
  expect(modes).toEqual([0o700, 0o700, 0o600])
})

/** What makes a folder fail with ENOENT though the one above it is there: only Linux has such a place. */
const unmakeable = process.platform === 'linux' ? '/proc/talkchart' : undefined
const where = unmakeable === undefined ? ' (skipped: only Linux has such a folder)' : ''

it.skipIf(unmakeable === undefined)(`says that its directory can not be made, and does not try for ever${where}`, async () => {
  const store = fileStore(join(unmakeable ?? '', 'deep', 'conversations'))
  for (const use of [
    () => store.commit('a', commit('a', 1)),
    () => store.lease('a', { owner: 'one', milliseconds: 1000 }),
    () => store.enqueue('a', { id: 'm1', text: 'Hello', at: 1 }),
  ]) {
    const message = `The file store can not use ${unmakeable} (ENOENT): it is not there, and can not be made there. Name another folder.`
    expect(await failure(use())).toMatchObject({ code: 'store-unavailable', message })
  }
})

it('makes its directory once when many begin at once, beside a link that leads nowhere', async () => {
  const parent = await temporaryDirectory()
  const directory = join(parent, 'deep', 'er', 'conversations')
  const stores = Array.from({ length: 20 }, () => fileStore(directory, { fsync: false }))
  await Promise.all(stores.map((store, index) => store.commit(`${index}`, commit(`${index}`, 1))))
  expect(await readdir(directory)).toHaveLength(20)
  await symlink(join(parent, 'nowhere'), join(parent, 'link'))
  expect(await failure(fileStore(join(parent, 'link')).commit('a', commit('a', 1)))).toMatchObject({ code: 'store-unavailable' })
})

it('writes as much for a commit after ten messages as after ten thousand', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  const sizeAfter = async (id: string, count: number) => {
    const before = Array.from({ length: count }, (_, position) => row(position))
    await store.commit(id, commit(id, 1, before))
    await store.commit(id, commit(id, 2, [row(count), row(count + 1)]))
    return (await stat(join(directory, `id-${id}`, '0000000002.json'))).size
  }
  expect((await sizeAfter('b', 10_000)) / (await sizeAfter('a', 10))).toBeLessThan(1.1)
  expect((await store.load('b'))?.messages).toHaveLength(10_002)
})

it('loads hundreds of commits in order', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  await talk(store, 'a', 200)
  expect((await store.load('a'))?.messages.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, position) => position))
})

it('reads only what has changed when it is asked again what is due, whoever changed it', async () => {
  const directory = await temporaryDirectory()
  const [store, other] = [fileStore(directory, { fsync: false }), fileStore(directory, { fsync: false })]
  for (const id of ['a', 'b', 'c']) await store.commit(id, commit(id, 1, [], { deadline: id === 'b' ? 500 : 9000 }))
  const due = async (dueBefore: number) => (await store.list({ dueBefore })).map(({ id }) => id)
  // An hour later, so that no folder counts as just changed.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * 60 * 1000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  expect(await due(600)).toEqual(['b'])
  await truncate(join(directory, 'id-a', '0000000001.json'))
  expect(await due(600)).toEqual(['b'])
  await other.commit('c', commit('c', 2, [], { deadline: 300 }))
  expect(await due(600)).toEqual(['b', 'c'])
  await other.remove('b')
  expect(await due(600)).toEqual(['c'])
  await other.commit('b', commit('b', 1, [], { deadline: 1 }))
  expect(await due(600)).toEqual(['b', 'c'])
  expect(await failure(due(9000))).toMatchObject({ code: 'corrupt-record', conversationId: 'a' })
})

it('claims what is due beside folders that it is kept out of', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  await store.commit('a', commit('a', 1, [], { deadline: 1 }))
  for (const name of ['id-loop', `long-${'x'.repeat(40)}-${'0'.repeat(64)}`]) await symlink(join(directory, name), join(directory, name))
  await store.commit('shut', commit('shut', 1, [], { deadline: 1 }))
  const canRead = process.getuid?.() === 0 || process.platform === 'win32'
  await chmod(join(directory, 'id-shut'), 0o000)
  const flow = (await store.load('a'))?.record.flow.name ?? ''
  const claimed = await store.claimDue({ flow, limit: 9, holdMilliseconds: 1000, now: 2 })
  await chmod(join(directory, 'id-shut'), 0o700)
  expect(claimed.map(({ id }) => id)).toEqual(canRead ? ['a', 'shut'] : ['a'])
})

it('names folders so that people can find a conversation', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  for (const id of ['user123-support', 'User/7', `long ${'x'.repeat(200)}`]) await store.commit(id, commit(id, 1))
  const names = (await readdir(directory)).sort()
  expect(names.slice(0, 2)).toEqual(['id-%55ser%2f7', 'id-user123-support'])
  expect(names[2]).toMatch(/^long-long%20x{33}-[0-9a-f]{64}$/)
})

it('passes over what is not its own', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory)
  await talk(store, 'a', 2)
  await writeFile(join(directory, 'README.md'), 'mine')
  await writeFile(join(directory, 'id-a', 'notes.txt'), 'mine')
  await mkdir(join(directory, 'id-Upper'))
  await mkdir(join(directory, 'id-begun-but-never-committed'))
  await mkdir(join(directory, `long-x-${'0'.repeat(64)}`))
  expect((await store.list()).map(({ id, revision }) => [id, revision])).toEqual([['a', 2]])
  expect(await store.load('begun-but-never-committed')).toBeUndefined()
  expect(await readFile(join(directory, 'README.md'), 'utf8')).toBe('mine')
})

it('ignores unfinished files, and sweeps them when they are an hour old', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory)
  await talk(store, 'a', 1)
  const [stale, fresh] = [join(directory, 'id-a', 'stale.tmp'), join(directory, 'id-a', 'fresh.tmp')]
  await writeFile(stale, '{"checksum":')
  await writeFile(fresh, '{"checksum":')
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
  await utimes(stale, longAgo, longAgo)
  expect((await store.load('a'))?.record.revision).toBe(1)
  expect((await readdir(join(directory, 'id-a'))).sort()).toEqual(['0000000001.json', 'fresh.tmp', 'newest.json'])
  await store.commit('a', commit('a', 2, [row(1)]))
  expect((await store.load('a'))?.record.revision).toBe(2)
})

it('finishes a removal that was interrupted', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory)
  await talk(store, 'a', 2)
  // What a process leaves that dies after the first step of a removal.
  await rename(join(directory, 'id-a'), join(directory, 'removed-7'))
  expect(await store.load('a')).toBeUndefined()
  await store.remove('a')
  expect(await readdir(directory)).toEqual([])
})

it('never shows a half-removed or mixed conversation to a reader', async () => {
  const directory = await temporaryDirectory()
  const store = fileStore(directory, { fsync: false })
  let writing = true
  const writer = (async () => {
    for (let life = 1; life <= 40; life += 1) {
      for (let revision = 1; revision <= 5; revision += 1) {
        const expectedCommitId = revision === 1 ? null : `${life} ${revision - 1}`
        const facts = { createdAt: life, commitId: `${life} ${revision}`, expectedCommitId }
        await store.commit('a', commit('a', revision, [row(revision - 1, `life ${life}`)], facts))
      }
      await store.remove('a')
    }
    writing = false
  })()
  let seen = 0
  while (writing) {
    const loaded = await store.load('a')
    if (loaded === undefined) continue
    seen += 1
    expect(loaded.messages.map(({ message }) => message.text)).toEqual(
      Array(loaded.record.revision).fill(`life ${loaded.record.createdAt}`),
    )
  }
  await writer
  expect(seen).toBeGreaterThan(0)
})

it.each([
  ['ENOSYS', 'has no hard links'],
  ['EXDEV', 'makes no hard links within this directory'],
  ['EMLINK', 'no more folders or links'],
  ['EDQUOT', 'the disk quota is used up'],
] as const)('explains %s', async (code, explanation) => {
  // Node has no name for some of them.
  const named = code === 'EDQUOT' ? `Unknown system error -${constants.errno.EDQUOT}` : code
  const refused = Object.assign(new Error('refused'), { code: named, errno: -constants.errno[code], syscall: 'link', path: 'a' })
  const error = await failure(explainingFailures('a', () => Promise.reject(refused)))
  expect(error).toMatchObject({ code: 'store-unavailable', reason: code })
  expect(String(error)).toContain(explanation)
})

it('says what to do when the disk refuses', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'a-file'), '')
  const store = fileStore(join(directory, 'a-file'))
  const refused = [store.load('a'), store.list(), store.remove('a'), store.commit('a', commit('a', 1))]
  for (const error of await Promise.all(refused.map(failure))) {
    expect(error).toBeInstanceOf(StoreUnavailableError)
    expect(String(error)).toMatch(/The file store can not use .*a-file/)
  }
})
