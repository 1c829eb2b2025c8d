import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import pg from 'pg'

/** A database to test against: the server of DATABASE_URL, or else PGlite behind a socket of its own. */
export interface Database {
  /** What runs it, for the names of tests. */
  readonly kind: string
  readonly pool: pg.Pool
  /** For processes of their own. */
  readonly connectionString: string
  readonly close: () => Promise<void>
}

/**
 * Opens the database.
 *
 * @param runFolder where an empty PGlite is kept for all files of a run
 */
export async function openDatabase(runFolder?: string): Promise<Database> {
  const { DATABASE_URL } = process.env
  return DATABASE_URL === undefined ? openPglite(runFolder) : openServer(DATABASE_URL)
}

function openServer(connectionString: string): Database {
  const pool = new pg.Pool({ connectionString, max: 10 })
  return { kind: 'the server of DATABASE_URL', pool, connectionString, close: () => pool.end() }
}

async function openPglite(runFolder: string | undefined): Promise<Database> {
  const database = runFolder === undefined ? await PGlite.create() : await emptyPglite(join(runFolder, 'pglite.tar'))
  const server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1', maxConnections: 10 })
  await server.start()
  const connectionString = `postgres://postgres@${server.getServerConn()}/postgres`
  const pool = new pg.Pool({ connectionString, max: 5 })
  const close = async () => {
    await pool.end()
    await server.stop()
    await database.close()
  }
  return { kind: 'PGlite', pool, connectionString, close }
}

/** Makes an empty database from a copy of the first one, which takes a fifth of the time. */
async function emptyPglite(copy: string): Promise<PGlite> {
  if (existsSync(copy)) return PGlite.create({ loadDataDir: new Blob([readFileSync(copy)]) })
  const database = await PGlite.create()
  const dumped = await database.dumpDataDir('none')
  // It appears as a whole.
  const place = `${copy}-${process.pid}`
  writeFileSync(place, Buffer.from(await dumped.arrayBuffer()))
  renameSync(place, copy)
  return database
}

let schemas = 0

/** A schema name that nothing else uses. */
export function freshSchema(): string {
  schemas += 1
  return `test_${process.pid}_${schemas}`
}
