import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from 'talkchart/stores/file'
import { expect, onTestFinished, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import { runWorkers } from '../load/workers/run-workers.js'

test('three workers run what is due, one is killed: no call is made twice but those in flight, and none blocks another', async () => {
  const script = await bundleScript(new URL('../load/workers/worker-process.ts', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-workers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const directory = join(folder, 'conversations')
  const store = fileStore(directory, { fsync: false })
  const { conversations, needed, calls, inFlight, replied, wrong, problems } = await runWorkers({
    script,
    folder,
    store,
    place: { directory },
    conversations: 30,
  })
  expect({ conversations, needed, wrong }).toEqual({ conversations: 30, needed: 90, wrong: 0 })
  expect(calls).toBeGreaterThanOrEqual(needed)
  expect(calls).toBeLessThanOrEqual(needed + inFlight)
  expect(replied).toBeGreaterThan(conversations - 8)
  // One version that does not fit is told of once by each worker, and stands in nobody's way.
  expect(new Set(problems)).toEqual(new Set(problems.filter((id) => id.startsWith('a-drifted-'))))
  expect(problems.length).toBeGreaterThan(0)
}, 60_000)
