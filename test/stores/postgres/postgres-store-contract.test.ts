import { afterAll } from 'vitest'
import { migratePostgresStore, postgresStore } from '../../../src/stores/postgres/postgres-store.js'
import { describeStoreContract } from '../store-contract.js'
import { freshSchema, openDatabase } from './database.js'

const { kind, pool, close } = await openDatabase()
afterAll(close)

describeStoreContract(`postgresStore on ${kind}`, async () => {
  const schema = freshSchema()
  await migratePostgresStore(pool, { schema })
  return {
    store: postgresStore(pool, { schema }),
    reopen: async () => postgresStore(pool, { schema }),
    cleanup: async () => {
      await pool.query(`drop schema ${schema} cascade`)
    },
  }
})
