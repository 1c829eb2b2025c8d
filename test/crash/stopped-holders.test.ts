import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conversationHost } from 'talkchart/server'
import { fileStore } from 'talkchart/stores/file'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import { answering, FLOW, LEASE_MILLISECONDS, STOP_STEPS, stoppedAnswer } from './stopped-holder.js'

const OTHER = 'From the other one.'
const folder = mkdtempSync(join(tmpdir(), 'talkchart-stopped-'))
const store = fileStore(folder, { fsync: false })
let calls = 0
const host = conversationHost({
  flow: FLOW,
  model: answering(() => {
    calls += 1
    return OTHER
  }),
  store,
  lease: { milliseconds: LEASE_MILLISECONDS },
})
let child: ChildProcess

beforeAll(async () => {
  child = fork(await bundleScript(new URL('stopping-process.ts', import.meta.url), afterAll), [folder])
})
afterAll(async () => {
  await host.drain()
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  rmSync(folder, { recursive: true, force: true })
})

/** What the stopped process has stored by then counts; else its turn is the other's. */
const STORED = new Set(['after the commit, before the release', 'as the relay ends'])

describe('a process that is stopped for longer than its lease lasts, in a turn', () => {
  test.each(STOP_STEPS)('%s: another one answers, and what it stored stays', async (step) => {
    const id = step.replaceAll(/\W/g, '-')
    calls = 0
    child.send({ id, step })
    expect((await once(child, 'message'))[0]).toEqual({ stopsAt: step })
    while (!isStopped(child)) await new Promise((resolve) => setTimeout(resolve, 1))
    const reply = STORED.has(step) ? stoppedAnswer : OTHER
    expect((await host.send(id, { id: 'm1', text: 'ask' }).outcome).turn).toMatchObject({ turn: 1, reply })
    expect(calls).toBe(STORED.has(step) ? 0 : 1)
    const told = once(child, 'message')
    child.kill('SIGCONT')
    // It is told what is stored, and goes on from there.
    expect((await told)[0]).toEqual({ told: reply, next: stoppedAnswer })
    const texts = (await store.load(id))?.messages.map(({ message }) => message.text)
    expect(texts).toEqual(['Well?', 'ask', reply, 'ask', stoppedAnswer])
  })
})

function isStopped({ pid }: ChildProcess): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
}
