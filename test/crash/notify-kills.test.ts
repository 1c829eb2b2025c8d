import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import type { KillPoint } from './kill-points.js'
import type { NotifyingPlace } from './notifying-process.js'
import { runLife } from './run-life.js'

const POINTS = [1, 2, 3, 4, 5].flatMap((number): readonly KillPoint[] => [
  { what: 'commit', when: 'before', number },
  { what: 'commit', when: 'after', number },
])
const CALLS = [1, 2].map((number): KillPoint => ({ what: 'request', when: 'after', number }))

test('an event is taken once, whenever the process that was told of it dies', async () => {
  const script = await bundleScript(new URL('notifying-process.ts', import.meta.url))
  const live = (places: readonly NotifyingPlace[]) => runLife(script, { places })
  const kills = [...POINTS, ...CALLS]
  const place = mkdtempSync(join(tmpdir(), 'talkchart-notify-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const places = kills.map((kill, index) => ({ directory: join(place, String(index)), kill }))
  // Each conversation stands at its own boundary when the process dies.
  expect(await live(places)).toEqual({ signal: 'SIGKILL', output: 'null\n'.repeat(kills.length), errors: '' })
  // Another process is told of everything again, in all of them.
  const { output, errors } = await live(places.map(({ directory }) => ({ directory, kill: null })))
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
