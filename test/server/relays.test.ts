import { afterAll, describe, expect, inject, test } from 'vitest'
import { memoryRelay } from '../../src/server/relay/memory-relay.js'
import { postgresRelay } from '../../src/server/relay/postgres-relay.js'
import { migratePostgresStore } from '../../src/stores/postgres/postgres-store.js'
import { freshSchema, openDatabase } from '../stores/postgres/database.js'
import { describeRelayContract } from './relay-contract.js'

const { kind, pool, close } = await openDatabase(inject('runFolder'))
afterAll(close)

async function freshRelays() {
  const schema = freshSchema()
  await migratePostgresStore(pool, { schema })
  const cleanup = async () => {
    await pool.query(`drop schema ${schema} cascade`)
  }
  return { schema, holder: postgresRelay(pool, { schema }), elsewhere: postgresRelay(pool, { schema }), cleanup }
}

describeRelayContract('memoryRelay', async () => {
  const relay = memoryRelay()
  return { holder: relay, elsewhere: relay }
})

describeRelayContract(`postgresRelay on ${kind}`, freshRelays)

describe(`postgresRelay on ${kind}`, () => {
  test('shows nothing of a dead attempt, and takes nothing of one that comes back', async () => {
    const { schema, holder, elsewhere, cleanup } = await freshRelays()
    await holder.begin('ana', 'first', () => undefined)
    await pool.query(`update ${schema}.running set until = clock_timestamp() - interval '1 second'`)
    expect(await elsewhere.read('ana')).toBeUndefined()
    expect(await elsewhere.signal('ana', 'first', 'interrupt')).toBe(false)
    holder.append('ana', 'first', [{ type: 'delta', data: { text: 'late' } }])
    await elsewhere.changed('ana', 200)
    expect(await elsewhere.read('ana')).toBeUndefined()
    const { rows } = await pool.query(`select count(*)::int as count from ${schema}.running_events`)
    expect(rows).toEqual([{ count: 0 }])
    await cleanup()
  })

  // The database in this process has one connection, so that nothing there happens at once.
  test.skipIf(kind === 'PGlite')('an attempt may end while another one begins', async () => {
    const { schema, holder, elsewhere, cleanup } = await freshRelays()
    for (let round = 0; round < 100; round += 1) {
      const [old, next] = [`old-${round}`, `next-${round}`]
      await holder.begin('ana', old, () => undefined)
      const pieces = `insert into ${schema}.running_events (id, attempt, first, events) select id, attempt, n, '[]' from ${schema}.running, generate_series(0, 50) n`
      await pool.query(pieces)
      await Promise.all([holder.end('ana', old), elsewhere.begin('ana', next, () => undefined)])
    }
    const { rows } = await pool.query(`select count(*)::int as count from ${schema}.running_events`)
    expect(rows).toEqual([{ count: 0 }])
    await elsewhere.remove('ana')
    await cleanup()
  })

  test('many who wait cost one query at a time', async () => {
    const { schema, holder, cleanup } = await freshRelays()
    let queries = 0
    const query = (text: string, values?: unknown[]) => {
      queries += 1
      return pool.query(text, values)
    }
    const elsewhere = postgresRelay({ query }, { schema })
    const waiting = Array.from({ length: 200 }, (_, index) => elsewhere.changed(`id-${index % 50}`, 30_000))
    for (let index = 0; index < 50; index += 1) await holder.begin(`id-${index}`, 'first', () => undefined)
    await Promise.all(waiting)
    expect(queries).toBeLessThan(100)
    for (let index = 0; index < 50; index += 1) await holder.end(`id-${index}`, 'first')
    await cleanup()
  })
})
