import { afterAll, expect, inject, it } from 'vitest'
import { seedOfTest } from '../seed.js'
import { openDatabase } from '../stores/postgres/database.js'
import { inFiles, inPostgres, killAtBoundaries, killAtRandom, RANDOM_KILLS, withTrialParts } from './kill-series.js'
import { TalkingHost } from './talking-host.js'
import { emptyTally, type Tally } from './tally.js'
import { Trial } from './trial.js'

const MILLISECONDS_FOR_A_KILL = 2_000

/** Four conversations are killed at once, each in a turn of two requests at most: a classification or a first reply, and the next reply. */
const REPEATS_OF_A_KILL = 4 * 2

const host = new TalkingHost()
afterAll(() => host.close())

/** Kills happened, and nothing came of them but repeated requests. */
function expectNoHarm({ kills, messages, repeatedRequests, ...harm }: Tally, leastKills: number): void {
  const { kills: _kills, messages: _messages, repeatedRequests: _repeated, ...none } = emptyTally()
  expect(harm).toEqual(none)
  expect(kills).toBeGreaterThanOrEqual(leastKills)
  expect(messages).toBeGreaterThan(0)
  expect(repeatedRequests).toBeLessThanOrEqual(kills * REPEATS_OF_A_KILL)
}

it('would find out a store that forgets messages', async () => {
  const tally = await withTrialParts(host, async (parts) => {
    const { clear, ...under } = await inFiles()
    const trial = new Trial(parts, { ...under, isForgetful: true })
    await trial.run(['a'], (life) => (life === 0 ? { points: { a: { what: 'request', when: 'after', number: 1 } } } : null))
    await clear()
    return parts.tally
  })
  expect(tally).toMatchObject({ kills: 1, lost: 1, repeatedRequests: 1 })
}, 60_000)

it('survives a death before and after every commit, model request and forgetting, in files', async () => {
  expectNoHarm(await withTrialParts(host, (parts) => killAtBoundaries(parts, inFiles)), 52)
}, 120_000)

it(
  'survives deaths at random moments, in files',
  async () => {
    const seed = seedOfTest()
    const tally = await withTrialParts(host, (parts) => killAtRandom(parts, inFiles, RANDOM_KILLS, seed))
    expectNoHarm(tally, RANDOM_KILLS)
  },
  60_000 + RANDOM_KILLS * MILLISECONDS_FOR_A_KILL,
)

it(
  'survives deaths at random moments, in Postgres',
  async () => {
    const seed = seedOfTest()
    const database = await openDatabase(inject('runFolder'))
    const kills = Math.ceil(RANDOM_KILLS / 4)
    const tally = await withTrialParts(host, (parts) => killAtRandom(parts, inPostgres(database), kills, seed))
    await database.close()
    expectNoHarm(tally, kills)
  },
  60_000 + RANDOM_KILLS * MILLISECONDS_FOR_A_KILL,
)
