import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { bundleScript } from '../../bundle-script.js'
import { temporaryDirectory } from '../temporary-directory.js'

/** Starts what follows as in a container: with process ids that mean nothing outside of it. */
const CONTAINER = ['--pid', '--fork', '--kill-child', '--mount-proc']
const canContain = spawnSync('unshare', [...CONTAINER, 'true']).status === 0
const MILLISECONDS = 1000

type Contained = ChildProcessByStdio<Writable, Readable, null>

async function leaseIn(container: Contained, id: string): Promise<unknown> {
  const answered = once(createInterface({ input: container.stdout }), 'line')
  container.stdin.write(`${JSON.stringify({ method: 'lease', id, owner: 'in a container', milliseconds: MILLISECONDS })}\n`)
  return JSON.parse(String((await answered)[0])).result
}

test.skipIf(!canContain)('two containers on one folder do not take each other for dead, and one that died is waited for', async () => {
  const script = await bundleScript(new URL('../hold-leases.ts', import.meta.url))
  const directory = await temporaryDirectory()
  const container = spawn('unshare', [...CONTAINER, process.execPath, script, 'file', directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    container.kill('SIGKILL')
    if (container.exitCode === null && container.signalCode === null) await once(container, 'exit')
  })
  const store = fileStore(directory, { fsync: false })
  const lease = (id: string) => store.lease(id, { owner: 'here', milliseconds: MILLISECONDS })
  expect(await leaseIn(container, 'theirs')).toMatchObject({ granted: true })
  // Its process id is another one's here, or nobody's.
  expect(await lease('theirs')).toMatchObject({ granted: false, owner: 'in a container' })
  expect(await lease('ours')).toMatchObject({ granted: true })
  expect(await leaseIn(container, 'ours')).toMatchObject({ granted: false, owner: 'here' })
  container.kill('SIGKILL')
  await once(container, 'exit')
  const answer = await lease('theirs')
  expect(answer.granted).toBe(false)
  await pause(answer.granted ? 0 : (answer.expiresIn ?? 0) + 10)
  expect(await lease('theirs')).toMatchObject({ granted: true })
})
