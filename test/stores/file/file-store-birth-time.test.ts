import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { expect, it, onTestFinished, vi } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { talk } from '../fixtures.js'
import { temporaryDirectory } from '../temporary-directory.js'

/** Makes a file system that keeps no birth time: it tells the time of the last change, which moves with whatever is written into a folder. */
function withoutBirthTimes(): { readonly stat: object } {
  const { stat: actual } = promises
  const stat = vi.fn(async (...parameters: Parameters<typeof actual>) => {
    const facts = await actual(...parameters)
    return Object.assign(
      facts,
      { birthtime: facts.ctime, birthtimeMs: facts.ctimeMs },
      'ctimeNs' in facts && { birthtimeNs: facts.ctimeNs },
    )
  })
  const replaceBy = (other: object) => {
    Object.assign(promises, { stat: other })
    // Whoever has imported it by its name gets the other one, too.
    syncBuiltinESMExports()
  }
  replaceBy(stat)
  onTestFinished(() => replaceBy(actual))
  return { stat }
}

it('forgets revisions also on a file system without birth times', async () => {
  const { stat } = withoutBirthTimes()
  const store = fileStore(await temporaryDirectory(), { fsync: false })
  await talk(store, 'a', 5)
  expect(await store.prune('a', { keepRevisions: 2 })).toBe(3)
  expect((await store.load('a'))?.messages).toHaveLength(5)
  expect(stat).toHaveBeenCalled()
})
