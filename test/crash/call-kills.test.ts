import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import type { Called, CallingTask } from './calling-process.js'
import type { KillPoint } from './kill-points.js'

/** Just before a request or a call the same is stored as just after the commit that led there. */
const KINDS = [
  { what: 'commit', when: 'before' },
  { what: 'commit', when: 'after' },
  { what: 'request', when: 'after' },
  { what: 'actor', when: 'after' },
] as const

/** A turn is stored as a whole: what is ordered is understood, reserved, told of and confirmed, and the payment that was held is thanked for. */
const MOST_CALLS_OF_A_TURN = 5

test('what is called in flows within the flow is called by one id, and nothing is lost or twice, whenever the process dies', async () => {
  const script = await bundleScript(new URL('calling-process.ts', import.meta.url))
  const live = (task: CallingTask) => spawnSync(process.execPath, [script, JSON.stringify(task)], { encoding: 'utf8' })
  const unharmed = talk(live, null)
  expect(unharmed.said).toMatchInlineSnapshot(`
    {
      "data": {
        "payment": "p1",
        "place": 7,
      },
      "outcome": "completed",
      "said": [
        "assistant opening.1 in hub: What now?",
        "user m1 in hub: order",
        "assistant m1.1 in order/ask: Ask what is wanted.",
        "user m2 in order/ask: your hours?",
        "assistant m2.1 in hours/told: Tell the hours.",
        "assistant m2.2 in order/ask: Ask what is wanted.",
        "user m3 in order/ask: two lamps",
        "assistant m3.1 in order/reserve: Tell the place.",
        "assistant m3.2 in order/placed: Say that it is ordered.",
        "assistant m3.3 in hub: What now?",
        "assistant m3.4 in paid: Thank for the payment.",
        "assistant m3.5 in hub: What now?",
        "user m4 in hub: bye",
        "assistant m4.1 in end: Bye.",
      ],
      "visits": {
        "end": 1,
        "hours/told": 1,
        "hub": 2,
        "order/ask": 1,
        "order/placed": 1,
        "order/reserve": 1,
        "paid": 1,
      },
    }
  `)
  let kills = 0
  for (const kind of KINDS) {
    for (let number = 1; ; number += 1) {
      const kill = { ...kind, number }
      const { died, said, calls } = talk(live, kill)
      if (!died) break
      kills += 1
      expect(said, JSON.stringify(kill)).toEqual(unharmed.said)
      // A call that was not stored is made again, by the same id and about the same; no other is.
      expect(new Set(calls.map(inOne)), JSON.stringify(kill)).toEqual(new Set(unharmed.calls.map(inOne)))
      expect(calls.length - unharmed.calls.length, JSON.stringify(kill)).toBeLessThanOrEqual(MOST_CALLS_OF_A_TURN)
      for (const life of new Set(calls.map((call) => call.process))) {
        const own = calls.filter((call) => call.process === life).map(({ id }) => id)
        expect(own, JSON.stringify(kill)).toEqual([...new Set(own)])
      }
    }
  }
  expect(kills).toBeGreaterThan(20)
}, 240_000)

/** One talk, whose first process may die; the second says everything again, by the same ids. */
function talk(live: (task: CallingTask) => SpawnSyncReturns<string>, kill: KillPoint | null) {
  const directory = mkdtempSync(join(tmpdir(), 'talkchart-call-'))
  mkdirSync(join(directory, 'store'))
  const first = live({ directory, kill })
  const died = first.signal === 'SIGKILL'
  const last = died ? live({ directory, kill: null }) : first
  const lines = readFileSync(join(directory, 'calls.txt'), 'utf8').trim().split('\n')
  rmSync(directory, { recursive: true, force: true })
  expect(last.stderr, JSON.stringify(kill)).toBe('')
  return { died, said: JSON.parse(last.stdout), calls: lines.map((line): Called => JSON.parse(line)) }
}

function inOne({ id, about }: Called): string {
  return `${id} ${about}`
}
