import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import type { KillPoint } from './kill-points.js'
import type { NotifyingTask } from './notifying-process.js'
import { runLife } from './run-life.js'

const POINTS = [1, 2, 3, 4, 5].flatMap((number): readonly KillPoint[] => [
  { what: 'commit', when: 'before', number },
  { what: 'commit', when: 'after', number },
])
const CALLS = [1, 2].map((number): KillPoint => ({ what: 'request', when: 'after', number }))

test('an event is taken once, whenever the process that was told of it dies', async () => {
  const script = await bundleScript(new URL('notifying-process.ts', import.meta.url))
  const live = (task: NotifyingTask) => runLife(script, task)
  const kills = [...POINTS, ...CALLS]
  const place = mkdtempSync(join(tmpdir(), 'talkchart-notify-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const directories = kills.map((_kill, index) => join(place, String(index)))
  for (const [index, kill] of kills.entries()) {
    const { signal } = await live({ directories: directories.slice(index, index + 1), kill })
    expect(signal, JSON.stringify(kill)).toBe('SIGKILL')
  }
  // One process is told of everything again, in all of them.
  const { output, errors } = await live({ directories, kill: null })
  expect(errors).toBe('')
  const ends = output.trim().split('\n')
  expect(ends).toHaveLength(kills.length)
  for (const [index, kill] of kills.entries()) {
    expect(JSON.parse(ends[index] ?? ''), JSON.stringify(kill)).toEqual({
      visits: { paying: 1, paid: 3 },
      data: { payment: 'p3' },
      replies: ['Please pay.', 'Thank you.', 'Thank you.', 'Thank you.'],
    })
  }
}, 120_000)
