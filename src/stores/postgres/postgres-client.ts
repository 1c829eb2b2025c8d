import { StoreUnavailableError } from '../contract/store-unavailable-error.js'

/**
 * Describes what the store needs of a `pg` pool: one query with parameters, and its rows. A `pg.Pool` fits as it is. A single `pg.Client` does too,
 * as long as nobody else has a transaction open on it.
 */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  /** A pool tells here of connections that were lost while nobody used them. */
  on?(event: 'error', listener: (error: Error) => void): unknown
}

const listenedTo = new WeakSet<PostgresClient>()

/**
 * Listens for connections that are lost while nobody uses them: a server that restarts drops them. The pool has thrown such a connection away
 * when it tells, and the next query opens another or fails with a reason; but an `error` event that nobody hears ends the process.
 */
export function listenForLostConnections(client: PostgresClient): void {
  if (client.on === undefined || listenedTo.has(client)) return
  listenedTo.add(client)
  client.on('error', () => undefined)
}

const UNDEFINED_TABLE = '42P01'
const UNDEFINED_COLUMN = '42703'

const ADVICE: Readonly<Record<string, string>> = {
  [UNDEFINED_TABLE]: 'Its tables are missing: call migratePostgresStore(pool) once, before the first conversation.',
  [UNDEFINED_COLUMN]: 'Its tables are from an older talkchart: call migratePostgresStore(pool) once, before the first conversation.',
  '22P05': 'Use a database with the encoding UTF8, which holds every character.',
  '42501': 'Give this user the rights to use the schema and to select, insert, update and delete in its tables.',
  '28P01': 'Check the user and the password.',
  '3D000': 'Create the database first.',
  '53100': 'Free some space on its disk.',
  '53300': 'Use a pool with fewer connections, or allow the server more.',
  ECONNREFUSED: 'Check that the server runs, and its host and port.',
}

/** Runs one query. */
export async function runQuery(client: PostgresClient, text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
  try {
    return (await client.query(text, [...values])).rows
  } catch (error) {
    throw unavailable(error)
  }
}

/** Runs several statements as one transaction. They take no parameters and give no rows. */
export async function runScript(client: PostgresClient, text: string): Promise<void> {
  try {
    await client.query(text)
  } catch (error) {
    throw unavailable(error)
  }
}

/** Tells whether the tables are not there. */
export function lacksTables(error: unknown): boolean {
  return StoreUnavailableError.isInstance(error) && error.reason === UNDEFINED_TABLE
}

/** Tells whether the server gave up a statement because another one was first; only under stricter isolation than the default. */
export function isSerializationFailure(error: unknown): boolean {
  return StoreUnavailableError.isInstance(error) && error.reason === '40001'
}

function unavailable(error: unknown): StoreUnavailableError {
  const reason = codeOf(error) ?? (error instanceof Error ? error.name : 'unknown')
  const message = error instanceof Error && error.message !== '' ? error.message : 'no message'
  const advice = ADVICE[reason]
  const text = `The Postgres database refused (${reason}: ${message}).${advice === undefined ? '' : ` ${advice}`}`
  return new StoreUnavailableError(reason, text, { cause: error })
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
