import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { fileStore } from 'talkchart/stores/file'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'
import { type Database, freshSchema } from '../stores/postgres/database.js'
import { ModelServer } from './model-server.js'
import type { Moment, TalkingHost } from './talking-host.js'
import { emptyTally, type Tally } from './tally.js'
import { Trial, type TrialParts, type TrialStore } from './trial.js'

/** A place for one trial's conversations, and how it is cleared away. */
export type MakeStore = () => Promise<TrialStore & { readonly clear: () => Promise<void> }>

/** How many trials run side by side; a talking process spends most of its life waiting. */
const SIDE_BY_SIDE = 3

/** How many processes die at random moments. Thousands on demand: `CRASH_KILLS=5000`. */
export const RANDOM_KILLS = Number(process.env['CRASH_KILLS'] ?? 12)

/** How many chats are killed. Fewer do not hit all moments. */
export const CHAT_KILLS = Number(process.env['CRASH_KILLS'] ?? 24)

/** To how many boundaries of each kind a talk comes. */
const BOUNDARIES = [
  ['commit', 13],
  ['request', 9],
  ['prune', 4],
] as const

/** A process of four conversations makes 37 reports in a whole life. */
const MOST_REPORTS = 36
const LONGEST_DELAY = 25

/** No trial has so many lives. */
const MOST_LIVES = 100

const moment: fc.Arbitrary<Moment> = fc.record({
  reports: fc.integer({ min: 1, max: MOST_REPORTS }),
  milliseconds: fc.integer({ min: 0, max: LONGEST_DELAY * 1000 }).map((microseconds) => microseconds / 1000),
})

/** Runs with a model server of its own, which it stops. */
export async function withTrialParts<Result>(host: TalkingHost, operation: (parts: TrialParts) => Promise<Result>): Promise<Result> {
  const models = new ModelServer()
  try {
    return await operation({ host, models, baseURL: await models.start(), tally: emptyTally() })
  } finally {
    await models.stop()
  }
}

/** Kills a process at every boundary of a talk: before and after each commit, each model request and each forgetting. */
export async function killAtBoundaries(parts: TrialParts, makeStore: MakeStore): Promise<Tally> {
  const kinds = BOUNDARIES.flatMap(([what, count]) => (['before', 'after'] as const).map((when) => ({ what, when, count })))
  const points = kinds.flatMap(({ what, when, count }) => {
    // One more than there are, which shows that there are no more.
    return Array.from({ length: count + 1 }, (_, index) => [`${what}-${when}-${index + 1}`, { what, when, number: index + 1 }] as const)
  })
  const conversations = points.map(([conversation]) => conversation)
  const last = kinds.map(({ what, when, count }) => `${what}-${when}-${count + 1}`)
  await inStore(makeStore, async (under) => {
    const trial = new Trial(parts, under)
    const { stands } = await trial.live(conversations, { points: Object.fromEntries(points) })
    const missed = conversations.filter((conversation) => stands.includes(conversation) === last.includes(conversation))
    if (missed.length > 0) throw new Error(`A talk has other boundaries than these: ${missed.join(', ')}.`)
    // Another process brings all of them to their ends.
    await trial.run(conversations, () => null)
  })
  return parts.tally
}

/** Kills processes of four conversations at moments drawn from a seed, until so many have died. */
export async function killAtRandom(parts: TrialParts, makeStore: MakeStore, kills: number, seed: number): Promise<Tally> {
  const { tally } = parts
  const last = tally.kills + kills
  let trials = 0
  const series = async () => {
    while (tally.kills < last) {
      // Each trial draws for itself, so that its moments are the same again however the others run beside it.
      const moments = fc.sample(moment, { seed: seed + trials, numRuns: MOST_LIVES })
      trials += 1
      await inStore(makeStore, async (under) => {
        await new Trial(parts, under).run(['a', 'b', 'c', 'd'], (life) => {
          const next = moments[life]
          return tally.kills < last && next ? { moment: next } : null
        })
      })
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, series))
  return tally
}

async function inStore(makeStore: MakeStore, operation: (under: TrialStore) => Promise<void>): Promise<void> {
  const { clear, ...under } = await makeStore()
  try {
    await operation(under)
  } finally {
    await clear()
  }
}

export const inFiles: MakeStore = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'talkchart-crash-'))
  return { task: { directory }, store: fileStore(directory), clear: async () => rmSync(directory, { recursive: true, force: true }) }
}

export const inPostgres =
  ({ pool, connectionString }: Database): MakeStore =>
  async () => {
    const schema = freshSchema()
    await migratePostgresStore(pool, { schema })
    return {
      task: { connectionString, schema },
      store: postgresStore(pool, { schema }),
      clear: async () => {
        await pool.query(`drop schema ${schema} cascade`)
      },
    }
  }
