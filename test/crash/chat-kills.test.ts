import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { builtCli, runCli, testFolder } from '../cli/cli-process.js'
import { seedOfTest } from '../seed.js'
import { type KilledChats, killChats } from './chat-kills.js'
import { CHAT_KILLS } from './kill-series.js'

const cli = await builtCli()

const CONVERSATIONS = ['a', 'b', 'c', 'd']
const KILLS = Math.ceil(CHAT_KILLS / CONVERSATIONS.length)

test(
  'chats that are killed again and again keep every acknowledged message, once and in order',
  async () => {
    const directory = testFolder()
    const seed = seedOfTest()
    const chats = CONVERSATIONS.map(async (id, index) => {
      const killed = await killChats(cli, { directory, id, kills: KILLS, seed: seed + index })
      return { ...killed, sent: await expectNoneLost(directory, id, killed) }
    })
    const all = await Promise.all(chats)
    // The kills did hit all moments.
    const acknowledged = all.flatMap((chat) => chat.acknowledged).length
    expect(acknowledged).toBeGreaterThan(CHAT_KILLS)
    expect(all.flatMap(({ sent }) => sent).length).toBeGreaterThan(acknowledged)
    expect(all.reduce((sum, { unopened }) => sum + unopened, 0)).toBeGreaterThan(CHAT_KILLS / 16)
  },
  120_000 + CHAT_KILLS * 2_000,
)

/** Returns all messages of the conversation that were stored. */
async function expectNoneLost(directory: string, id: string, { acknowledged }: KilledChats): Promise<readonly string[]> {
  // The last chat answers what the one before it left behind.
  expect(await runCli(cli, ['chat', 'pendulum.json', '--id', id, '--json'], '', { directory })).toMatchObject({ exitCode: 3 })
  const stored = await fileStore(join(directory, '.talkchart')).load(id)
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
  return sent
}

function byNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true })
}
