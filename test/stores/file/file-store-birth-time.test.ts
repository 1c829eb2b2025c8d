import { expect, it, vi } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { talk } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'

// A file system that keeps no birth time tells the time of the last change, which moves with whatever is written into a folder.
vi.mock('node:fs/promises', async (importActual) => {
  const actual = await importActual<typeof import('node:fs/promises')>()
  const withoutBirthTime = async (...parameters: Parameters<typeof actual.stat>) => {
    const facts = await actual.stat(...parameters)
    return Object.assign(
      facts,
      { birthtime: facts.ctime, birthtimeMs: facts.ctimeMs },
      'ctimeNs' in facts && { birthtimeNs: facts.ctimeNs },
    )
  }
  return { ...actual, stat: withoutBirthTime }
})

it('forgets revisions also on a file system without birth times', async () => {
  const store = fileStore(await temporaryDirectory(), { fsync: false })
  await talk(store, 'a', 5)
  expect(await store.prune('a', { keepRevisions: 2 })).toBe(3)
  expect((await store.load('a'))?.messages).toHaveLength(5)
})
