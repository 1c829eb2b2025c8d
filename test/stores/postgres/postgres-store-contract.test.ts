import { afterAll, inject } from 'vitest'
import { migratePostgresStore, postgresStore } from '../../../src/stores/postgres/postgres-store.js'
import { bundleScript } from '../../bundle-script.js'
import { describeStoreContract } from '../store-contract.js'
import { freshSchema, openDatabase } from './database.js'

const script = await bundleScript(new URL('../hold-leases.ts', import.meta.url), afterAll)
const { kind, pool, connectionString, close } = await openDatabase(inject('runFolder'))
afterAll(async () => {
  for (const schema of left) await pool.query(`drop schema ${schema} cascade`)
  await close()
})

/** Schemas that cases have left, without a row: to empty one takes a small part of the time that it takes to make one. */
const left: string[] = []

async function emptySchema(): Promise<string> {
  const used = left.pop()
  if (used !== undefined) return used
  const schema = freshSchema()
  await migratePostgresStore(pool, { schema })
  return schema
}

async function empty(schema: string): Promise<void> {
  const { rows } = await pool.query<{ name: string }>('select tablename as name from pg_tables where schemaname = $1', [schema])
  const tables = rows.map(({ name }) => name).filter((name) => name !== 'migrations')
  await pool.query(tables.map((name) => `delete from ${schema}.${name}`).join(';'))
  left.push(schema)
}

describeStoreContract(
  `postgresStore on ${kind}`,
  async () => {
    const schema = await emptySchema()
    return {
      store: postgresStore(pool, { schema }),
      reopen: async () => postgresStore(pool, { schema }),
      program: { file: process.execPath, arguments: [script, 'postgres', connectionString, schema] },
      cleanup: () => empty(schema),
    }
  },
  { program: true },
)
