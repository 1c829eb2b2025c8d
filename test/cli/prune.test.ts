import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { openConversation } from 'talkchart'
import { flow } from 'talkchart/machines/simple_greeting'
import { fileStore } from 'talkchart/stores/file'
import { describe, expect, test } from 'vitest'
import { commit, row, talk } from '../stores/fixtures.js'
import { testFolder } from './cli-process.js'
import { runPiped } from './terminal.js'

/** A folder with a store: an old conversation of 5 revisions, one that is old and has ended, and one of today, of 3 revisions. */
async function folderWithStore() {
  const directory = testFolder()
  const store = fileStore(join(directory, '.talkchart'), { fsync: false })
  await talk(store, 'old', 5)
  await store.commit('ended', commit('ended', 1, [row(0)], { phase: 'done' }))
  const conversation = await openConversation({ flow, store, id: 'new' })
  await conversation.send('hello')
  await conversation.close()
  const prune = (...parameters: readonly string[]) => runPiped(directory, ['prune', ...parameters])
  return { directory, store, prune, ids: async () => (await store.list()).map(({ id }) => id) }
}

describe('talkchart prune', () => {
  test('forgets old revisions and keeps every message', async () => {
    const { store, prune } = await folderWithStore()
    const { exitCode, output, errorOutput } = await prune('--keep-revisions', '2')
    expect(output).toBe('conversations        3\nremoved              0\nrevisions forgotten  4\n')
    expect([exitCode, errorOutput]).toEqual([0, ''])
    expect((await store.load('old'))?.messages).toHaveLength(5)
    expect(await store.load('old', { revision: 3 })).toBeUndefined()
  })

  test('says beforehand what would go', async () => {
    const { store, prune, ids } = await folderWithStore()
    const { output } = await prune('--keep-revisions', '2', '--remove-older-than', '30', '--dry-run')
    expect(output).toBe(`conversations        3
removed              2
revisions forgotten  1

Nothing was changed: this is what would go without --dry-run.
`)
    expect(await ids()).toEqual(['ended', 'new', 'old'])
    expect(await store.load('old', { revision: 1 })).toBeDefined()
  })

  test('removes what is old, or of that only what has ended', async () => {
    const { prune, ids } = await folderWithStore()
    const ended = await prune('--remove-older-than', '30', '--ended', '--json')
    expect(JSON.parse(ended.output)).toEqual({ dryRun: false, conversations: 3, removed: 1, forgottenRevisions: 0, damaged: [] })
    expect(await ids()).toEqual(['new', 'old'])
    await prune('--remove-older-than', '0.5')
    expect(await ids()).toEqual(['new'])
  })

  test('leaves what is damaged as it is, prunes the rest, and fails', async () => {
    const { directory, store, prune } = await folderWithStore()
    truncateSync(join(directory, '.talkchart/id-old/0000000002.json'), 50)
    const { exitCode, output, errorOutput } = await prune('--keep-revisions', '1')
    expect(exitCode).toBe(1)
    expect(output).toContain('revisions forgotten  2\n')
    expect(errorOutput).toContain('damaged: Conversation "old" is damaged at revision 2')
    expect((await store.load('old', { revision: 1 }))?.messages).toHaveLength(1)
    const json = await prune('--keep-revisions', '1', '--json')
    expect(JSON.parse(json.output).damaged).toEqual([{ id: 'old', message: expect.stringContaining('damaged at revision 2') }])
  })

  test.each([
    [[], 2, 'Say what is to go: --keep-revisions COUNT, --remove-older-than DAYS, or both.'],
    [['--ended'], 2, 'Say what is to go'],
    [['--ended', '--keep-revisions', '3'], 2, '--ended says which conversations --remove-older-than removes'],
    [['--keep-revisions', '0'], 2, 'It is no whole number from 1 on.'],
    [['--remove-older-than', 'soon'], 2, 'It is no number of days from 0 on.'],
    [['--keep-revisions', '3', '--store', 'elsewhere'], 1, 'There is no store at elsewhere.'],
  ])('refuses %j', async (parameters, expected, message) => {
    const { exitCode, errorOutput } = await runPiped(testFolder(), ['prune', ...parameters])
    expect(errorOutput).toContain(message)
    expect(exitCode).toBe(expected)
  })
})
