import { afterAll, inject } from 'vitest'
import { migratePostgresStore, postgresStore } from '../../../src/stores/postgres/postgres-store.js'
import { bundleScript } from '../../bundle-script.js'
import { describeStoreContract } from '../store-contract.js'
import { freshSchema, openDatabase } from './database.js'

const script = await bundleScript(new URL('../hold-leases.ts', import.meta.url), afterAll)
const { kind, pool, connectionString, close } = await openDatabase(inject('runFolder'))
afterAll(close)

describeStoreContract(
  `postgresStore on ${kind}`,
  async () => {
    const schema = freshSchema()
    await migratePostgresStore(pool, { schema })
    return {
      store: postgresStore(pool, { schema }),
      reopen: async () => postgresStore(pool, { schema }),
      program: { file: process.execPath, arguments: [script, 'postgres', connectionString, schema] },
      cleanup: async () => {
        await pool.query(`drop schema ${schema} cascade`)
      },
    }
  },
  { program: true },
)
