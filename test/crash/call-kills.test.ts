import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import type { Called, CallingPlace } from './calling-process.js'
import type { KillPoint } from './kill-points.js'
import { type Life, runLife } from './run-life.js'

/** Just before a request or a call the same is stored as just after the commit that led there. */
const KINDS = [
  { what: 'commit', when: 'before' },
  { what: 'commit', when: 'after' },
  { what: 'request', when: 'after' },
  { what: 'actor', when: 'after' },
] as const

/** No talk comes to so many boundaries of a kind. */
const MOST_BOUNDARIES = 16

/** A turn is stored as a whole: what is ordered is understood, reserved, told of and confirmed, and the payment that was held is thanked for. */
const MOST_CALLS_OF_A_TURN = 5

test('what is called in flows within the flow is called by one id, and nothing is lost or twice, whenever the process dies', async () => {
  const script = await bundleScript(new URL('calling-process.ts', import.meta.url))
  const live = (places: readonly CallingPlace[]) => runLife(script, { places })
  const [unharmed] = await endOf(live, [newPlace(null)])
  expect(unharmed?.said).toMatchInlineSnapshot(`
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
  const killed = KINDS.flatMap((kind) => Array.from({ length: MOST_BOUNDARIES }, (_, index) => newPlace({ ...kind, number: index + 1 })))
  // Each conversation stands at its own boundary when the process dies; those that have no such boundary have come to their ends.
  const { signal, output } = await live(killed)
  expect(signal).toBe('SIGKILL')
  const stands = output
    .trim()
    .split('\n')
    .map((line) => line === 'null')
  expect(stands).toHaveLength(killed.length)
  expect(stands.filter(Boolean).length).toBeGreaterThan(20)
  expect(KINDS.map((_kind, index) => stands[(index + 1) * MOST_BOUNDARIES - 1])).toEqual(KINDS.map(() => false))
  // All of them end in another process, which says everything again, by the same ids.
  for (const { kill, said, calls } of await endOf(live, killed)) {
    expect(said, kill).toEqual(unharmed?.said)
    // A call that was not stored is made again, by the same id and about the same; no other is.
    expect(new Set(calls.map(inOne)), kill).toEqual(new Set(unharmed?.calls.map(inOne)))
    expect(calls.length - (unharmed?.calls.length ?? 0), kill).toBeLessThanOrEqual(MOST_CALLS_OF_A_TURN)
    for (const life of new Set(calls.map((call) => call.process))) {
      const own = calls.filter((call) => call.process === life).map(({ id }) => id)
      expect(own, kill).toEqual([...new Set(own)])
    }
  }
}, 240_000)

type Live = (places: readonly CallingPlace[]) => Promise<Life>

function newPlace(kill: KillPoint | null): CallingPlace {
  const directory = mkdtempSync(join(tmpdir(), 'talkchart-call-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(join(directory, 'store'))
  return { directory, kill }
}

/** Brings talks to their ends in one process. Returns what each of them has come to, and all that was called in it. */
async function endOf(live: Live, places: readonly CallingPlace[]) {
  const { output, errors } = await live(places.map(({ directory }) => ({ directory, kill: null })))
  expect(errors).toBe('')
  const said = output.trim().split('\n')
  return places.map(({ directory, kill }, index) => {
    const lines = readFileSync(join(directory, 'calls.txt'), 'utf8').trim().split('\n')
    return { kill: JSON.stringify(kill), said: JSON.parse(said[index] ?? ''), calls: lines.map((line): Called => JSON.parse(line)) }
  })
}

function inOne({ id, about }: Called): string {
  return `${id} ${about}`
}
