import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ReplyRelay } from '../server/index.js'
import type { ClaimableStore } from '../stores/contract/conversation-store.js'
import { makeFolder } from '../stores/file/durable-file.js'
import { fileStore } from '../stores/file/file-store.js'
import { errorCode, explainingFailures } from '../stores/file/file-system-error.js'
import { withLeases } from '../stores/leases/with-leases.js'
import { memoryStore } from '../stores/memory/memory-store.js'
import { CliError } from './cli-error.js'
import type { Environment } from './environment.js'
import { exitCodes } from './exit-codes.js'
import { DEFAULT_STORE } from './store-folder.js'

/** A store that was opened for as long as the process runs. */
export interface OpenedStore {
  readonly store: ClaimableStore
  /** Tells other processes on the same store of turns that run. */
  readonly relay?: ReplyRelay
  /** Where conversations are, for people; without a password. */
  readonly shown: string
  /** Whether the next process finds them there. */
  readonly isKept: boolean
  readonly close: () => Promise<void>
}

/**
 * Opens the store that is named by a folder, by `memory`, or by the URL of a Postgres database, whose tables are made.
 *
 * @throws {TalkchartError} when it can not be used
 */
export async function openStore(named: string = DEFAULT_STORE, environment: Environment): Promise<OpenedStore> {
  if (named === 'memory')
    return { store: withLeases(memoryStore()), shown: 'memory, until it stops', isKept: false, close: async () => undefined }
  if (/^postgres(?:ql)?:\/\//i.test(named)) return await openPostgres(named)
  if (/^[a-z][\w+.-]*:\/\//i.test(named)) {
    const message = `--store takes a folder, memory, or postgres://…; this is ${named.replace(/:\/\/.*/s, '://…')}.`
    throw new CliError('unknown-store', message, { exitCode: exitCodes.usage })
  }
  const folder = resolve(environment.directory, named)
  await explainingFailures(folder, async () => {
    await makeFolder(folder, false)
    await access(folder, constants.W_OK)
  })
  return { store: fileStore(folder), shown: named, isKept: true, close: async () => undefined }
}

async function openPostgres(url: string): Promise<OpenedStore> {
  const [{ openPool }, { migratePostgresStore, postgresStore }, { postgresRelay }] = await Promise.all([
    import('../stores/postgres/open-pool.js'),
    import('../stores/postgres/postgres-store.js'),
    import('../server/relay/postgres-relay.js'),
  ]).catch((error: unknown) => {
    throw isMissingDriver(error) ? new CliError('missing-package', '--store postgres://… needs the package pg: npm install pg') : error
  })
  if (!URL.canParse(url)) {
    throw new CliError('unknown-store', '--store: expected a URL such as postgres://user@host:5432/database.', {
      exitCode: exitCodes.usage,
    })
  }
  const pool = openPool(url)
  const store = postgresStore(pool)
  try {
    await migratePostgresStore(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  return { store, relay: postgresRelay(pool), shown: withoutPassword(url), isKept: true, close: () => pool.end() }
}

function withoutPassword(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}

function isMissingDriver(error: unknown): boolean {
  return error instanceof Error && errorCode(error) === 'ERR_MODULE_NOT_FOUND' && error.message.includes("'pg'")
}
