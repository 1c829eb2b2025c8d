import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import type { KillPoint } from './kill-points.js'
import type { NotifyingTask } from './notifying-process.js'

const POINTS = [1, 2, 3, 4, 5].flatMap((number): readonly KillPoint[] => [
  { what: 'commit', when: 'before', number },
  { what: 'commit', when: 'after', number },
])
const CALLS = [1, 2].map((number): KillPoint => ({ what: 'request', when: 'after', number }))

test('an event is taken once, whenever the process that was told of it dies', async () => {
  const script = await bundleScript(new URL('notifying-process.ts', import.meta.url))
  const run = (task: NotifyingTask) => spawnSync(process.execPath, [script, JSON.stringify(task)], { encoding: 'utf8' })
  let kills = 0
  for (const kill of [...POINTS, ...CALLS]) {
    const directory = mkdtempSync(join(tmpdir(), 'talkchart-notify-'))
    const died = run({ directory, kill })
    if (died.signal === 'SIGKILL') kills += 1
    const { stdout, stderr } = run({ directory, kill: null })
    rmSync(directory, { recursive: true, force: true })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout), JSON.stringify(kill)).toEqual({
      visits: { paying: 1, paid: 3 },
      data: { payment: 'p3' },
      replies: ['Please pay.', 'Thank you.', 'Thank you.', 'Thank you.'],
    })
  }
  expect(kills).toBe(POINTS.length + CALLS.length)
}, 120_000)
