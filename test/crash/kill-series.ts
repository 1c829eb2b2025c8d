import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from 'talkchart/stores/file'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'
import { type Database, freshSchema } from '../stores/postgres/database.js'
import type { KillPoint } from './kill-points.js'
import { ModelServer } from './model-server.js'
import { type Moment, TalkingHost } from './talking-host.js'
import { emptyTally, type Tally } from './tally.js'
import { Trial, type TrialParts, type TrialStore } from './trial.js'

/** A place for one trial's conversations, and how it is cleared away. */
export type MakeStore = () => Promise<TrialStore & { readonly clear: () => Promise<void> }>

/** How many trials run side by side; a talking process spends most of its life waiting. */
const SIDE_BY_SIDE = 3

/** A process of four conversations makes 37 reports in a whole life. */
const MOST_REPORTS = 36
const LONGEST_DELAY = 25

/** Runs with a model server and a bundle of the talking process, and clears both away. */
export async function withTrialParts<Result>(operation: (parts: TrialParts) => Promise<Result>): Promise<Result> {
  const models = new ModelServer()
  const host = new TalkingHost()
  try {
    return await operation({ host, models, baseURL: await models.start(), tally: emptyTally() })
  } finally {
    await models.stop()
    host.close()
  }
}

/** Kills one process at every boundary of a talk: before and after each commit, each model request and each forgetting. */
export async function killAtBoundaries(parts: TrialParts, makeStore: MakeStore): Promise<Tally> {
  const kinds = (['commit', 'request', 'prune'] as const).flatMap((what) => (['before', 'after'] as const).map((when) => ({ what, when })))
  for (const kind of kinds) {
    for (let number = 1; await reaches(parts, makeStore, { ...kind, number }); number += SIDE_BY_SIDE) {
      const next = Array.from({ length: SIDE_BY_SIDE - 1 }, (_, index) => ({ ...kind, number: number + index + 1 }))
      await Promise.all(next.map((point) => reaches(parts, makeStore, point)))
    }
  }
  return parts.tally
}

/** Kills processes of four conversations at random moments, until so many have died. */
export async function killAtRandom(parts: TrialParts, makeStore: MakeStore, kills: number): Promise<Tally> {
  const { tally } = parts
  const last = tally.kills + kills
  const series = async () => {
    while (tally.kills < last) {
      await inStore(makeStore, async (under) => {
        const trial = new Trial(parts, under, ['a', 'b', 'c', 'd'])
        await trial.run(() => (tally.kills < last ? { moment: randomMoment() } : null))
      })
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, series))
  return tally
}

function randomMoment(): Moment {
  return { reports: 1 + Math.floor(Math.random() * MOST_REPORTS), milliseconds: Math.random() * LONGEST_DELAY }
}

/** Gives whether the talk came to that point. */
async function reaches(parts: TrialParts, makeStore: MakeStore, point: KillPoint): Promise<boolean> {
  const before = parts.tally.kills
  let lives = 0
  await inStore(makeStore, async (under) => {
    const trial = new Trial(parts, under, ['a'])
    await trial.run((life) => {
      lives = life + 1
      return life === 0 ? { point } : null
    })
  })
  return lives > 1 && parts.tally.kills > before
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
