import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { bundleCli, runCli, testFolder } from '../cli/cli-process.js'
import { killChats } from './chat-kills.js'

const cli = await bundleCli()
afterAll(cli.remove)

test('a chat that is killed a hundred times keeps every acknowledged message, once and in order', async () => {
  const directory = testFolder()
  const { acknowledged, unopened } = await killChats(cli, directory, 100)
  // The last chat answers what the one before it left behind.
  expect(await runCli(cli, ['chat', 'pendulum.json', '--id', 'killed', '--json'], '', { directory })).toMatchObject({ exitCode: 3 })
  const stored = await fileStore(join(directory, '.talkchart')).load('killed')
  const messages = stored?.messages.map(({ message }) => message) ?? []
  const sent = messages.filter(({ role }) => role === 'user').map(({ text }) => text)
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent.toSorted(byNumber)).toEqual(sent)
  const known = new Set(acknowledged)
  expect(sent.filter((text) => known.has(text))).toEqual(acknowledged)
  expect(stored?.record.pending).toEqual([])
  // Each message has its own reply, right after it.
  const replies = messages.slice(1).flatMap(({ role, text }, position) => (role === 'assistant' ? [[messages[position]?.text, text]] : []))
  expect(replies).toEqual(sent.map((text, turn) => [text, `${turn % 2 === 0 ? 'right' : 'left'} after ${text}`]))
  // The kills did hit all moments.
  expect(acknowledged.length).toBeGreaterThan(20)
  expect(sent.length).toBeGreaterThan(acknowledged.length)
  expect(unopened).toBeGreaterThan(5)
}, 300_000)

function byNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true })
}
