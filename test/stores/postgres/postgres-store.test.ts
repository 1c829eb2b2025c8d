import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { CorruptRecordError } from '../../../src/stores/contract/corrupt-record-error.js'
import { RevisionConflictError } from '../../../src/stores/contract/revision-conflict-error.js'
import { StoreUnavailableError } from '../../../src/stores/contract/store-unavailable-error.js'
import { migratePostgresStore, type PostgresClient, postgresStore, postgresTables } from '../../../src/stores/postgres/postgres-store.js'
import { runsOr } from '../../runs.js'
import { commit, failure, row, talk, texts } from '../fixtures.js'
import { freshSchema, openDatabase } from './database.js'

const { kind, pool, connectionString, close } = await openDatabase(inject('runFolder'))
const schemas: string[] = []
afterAll(async () => {
  for (const schema of schemas) await pool.query(`drop schema if exists ${schema} cascade`)
  await close()
})

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return !bytes.toString().includes('\ufffd')
  } catch {
    return false
  }
}

async function openSchema() {
  const schema = freshSchema()
  schemas.push(schema)
  await migratePostgresStore(pool, { schema })
  return { schema, store: postgresStore(pool, { schema }) }
}

/** The pool, with a count of the round trips through it. */
function counting(): PostgresClient & { readonly count: () => number } {
  let count = 0
  return {
    query: (text, values) => {
      count += 1
      return pool.query(text, values)
    },
    count: () => count,
  }
}

describe(`postgresStore on ${kind}`, () => {
  it('takes one round trip for a commit, a load, a list and a removal', async () => {
    const { schema } = await openSchema()
    const client = counting()
    const store = postgresStore(client, { schema })
    const steps = [
      () => store.commit('a', commit('a', 1, [row(0), row(1)])),
      () => store.commit('a', commit('a', 2, [row(2)])),
      () => store.load('a'),
      () => store.list(),
      () => store.remove('a'),
    ]
    for (const [index, step] of steps.entries()) {
      await step()
      expect(client.count()).toBe(index + 1)
    }
  })

  it('lets exactly one of many connections win, and leaves nothing of the others', async () => {
    const { schema } = await openSchema()
    const stores = Array.from({ length: 8 }, () => postgresStore(pool, { schema }))
    for (let revision = 1; revision <= 10; revision += 1) {
      const expectedCommitId = (await stores[0]?.load('a'))?.record.commitId ?? null
      const rivals = stores.map((store, index) => {
        const facts = { commitId: `${revision} ${index}`, expectedCommitId }
        return store.commit('a', commit('a', revision, [row(revision - 1, `${index}`)], facts))
      })
      const outcomes = await Promise.allSettled(rivals)
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
      expect(lost).toHaveLength(stores.length - 1)
      for (const { reason } of lost) expect(reason).toMatchObject({ code: 'revision-conflict', expectedRevision: revision - 1 })
    }
    const { rows } = await pool.query(`select count(*)::int as messages from ${schema}.messages`)
    expect(rows).toEqual([{ messages: 10 }])
  })

  it('holds under serializable isolation too', async () => {
    const { schema } = await openSchema()
    const client = await pool.connect()
    try {
      await client.query('set default_transaction_isolation to serializable')
      await talk(postgresStore(client, { schema }), 'a', 2)
      const late = commit('a', 2, [row(1)], { commitId: 'late' })
      expect(await failure(postgresStore(client, { schema }).commit('a', late))).toBeInstanceOf(RevisionConflictError)
    } finally {
      await client.query('reset default_transaction_isolation')
      client.release()
    }
  })

  it('leaves no row of a removed conversation', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await store.remove('a')
    for (const table of ['conversations', 'revisions', 'messages']) {
      expect((await pool.query(`select * from ${schema}.${table}`)).rows).toEqual([])
    }
  })

  it('takes ids of 1000 characters of any kind, and says when one is longer', async () => {
    const { store } = await openSchema()
    const longest = Array.from({ length: 1000 }, (_, index) => String.fromCharCode((index * 7919) % 65_536)).join('')
    await store.commit(longest, commit(longest, 1, [row(0)]))
    expect(texts(await store.load(longest))).toEqual(['message 0'])
    expect(await failure(store.commit(`${longest}x`, commit(`${longest}x`, 1)))).toMatchObject({ code: 'id-too-long' })
  })

  it('writes as many bytes for a commit in a long conversation as in a short one', async () => {
    const { schema } = await openSchema()
    const sent: number[] = []
    const client: PostgresClient = {
      query: (text, values = []) => {
        sent.push(Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(values)))
        return pool.query(text, values)
      },
    }
    const store = postgresStore(client, { schema })
    await store.commit(
      'a',
      commit(
        'a',
        1,
        Array.from({ length: 10_000 }, (_, position) => row(position, 'x'.repeat(100))),
      ),
    )
    await store.commit(
      'b',
      commit(
        'b',
        1,
        Array.from({ length: 10 }, (_, position) => row(position, 'x'.repeat(100))),
      ),
    )
    sent.length = 0
    await store.commit('a', commit('a', 2, [row(10_000, 'x'.repeat(100))]))
    await store.commit('b', commit('b', 2, [row(10, 'x'.repeat(100))]))
    const [long = 0, short = 0] = sent
    expect(long / short).toBeCloseTo(1, 1)
  })
})

describe('damaged rows', () => {
  it('are reported with the newest whole revision, and never read as a new conversation', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await pool.query(`delete from ${schema}.revisions where revision = 3`)
    const error = await failure(store.load('a'))
    expect(error).toBeInstanceOf(CorruptRecordError)
    expect(error).toMatchObject({ conversationId: 'a', revision: 3, wholeRevision: 2 })
    expect(texts(await store.load('a', { revision: 2 }))).toEqual(['message 0', 'message 1'])
    expect(await failure(store.list())).toBeInstanceOf(CorruptRecordError)
    expect(await failure(store.commit('a', commit('a', 4, [row(3)])))).toBeInstanceOf(CorruptRecordError)
  })

  it.each([
    ['a record of another shape', 'revisions', 'record', '{"format":1}'],
    ['a record that is no object', 'revisions', 'record', '7'],
    ['a message of another shape', 'messages', 'message', '{"role":"system"}'],
    ['a key that reaches a prototype', 'messages', 'message', '{"__proto__":{"admin":true}}'],
  ])('are found out: %s', async (_, table, column, content) => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await pool.query(`update ${schema}.${table} set ${column} = $1 where revision = 2`, [content])
    expect(await failure(store.load('a', { revision: 2 }))).toMatchObject({ code: 'corrupt-record', revision: 2, wholeRevision: 1 })
  })

  it('are found out wherever a bit of them flips', async () => {
    const { schema, store } = await openSchema()
    const rowOf = async (table: string, column: string) =>
      String((await pool.query(`select ${column}::text as text from ${schema}.${table} where revision = 2`)).rows[0]?.text)
    await talk(store, 'a', 3)
    const columns = [
      ['revisions', 'record', await rowOf('revisions', 'record')],
      ['messages', 'message', await rowOf('messages', 'message')],
    ] as const
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...columns), fc.nat(), fc.nat(7), async ([table, column, whole], place, bit) => {
        const bytes = Buffer.from(whole)
        const index = place % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
        // Postgres itself refuses what is no JSON.
        fc.pre(isJson(bytes))
        const change = (content: string) => pool.query(`update ${schema}.${table} set ${column} = $1 where revision = 2`, [content])
        await change(bytes.toString())
        const error = await failure(store.load('a', { revision: 2 }))
        await change(whole)
        expect(error).toMatchObject({ code: 'corrupt-record', revision: 2, wholeRevision: 1 })
      }),
      { numRuns: runsOr(60) },
    )
    expect(texts(await store.load('a', { revision: 2 }))).toEqual(['message 0', 'message 1'])
  })

  it('are found out: a whole row in the place of another', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await talk(store, 'b', 3)
    await pool.query(`update ${schema}.messages as row set message = other.message, checksum = other.checksum
      from ${schema}.messages as other where row.position = 1 and other.position = 2 and other.id = row.id`)
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', wholeRevision: 1 })
    await pool.query(`update ${schema}.revisions set commit_id = '"another"' where revision = 3`)
    expect(await failure(store.list())).toMatchObject({ code: 'corrupt-record', revision: 3 })
  })

  it.each([
    ['an early message that is gone', 1, 'delete from SCHEMA.messages where position = 0'],
    ['an altered message', 3, `update SCHEMA.messages set message = '{"text":"forged"}' where position = 1`],
    ['a newest message that is gone', 4, 'delete from SCHEMA.messages where position = 4'],
  ])('keep all revisions of a conversation with %s', async (_name, keepRevisions, damage) => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 5)
    await pool.query(damage.replace('SCHEMA', schema))
    expect(await failure(store.prune('a', { keepRevisions }))).toMatchObject({ code: 'corrupt-record' })
    const { rows } = await pool.query(`select count(*)::int as count from ${schema}.revisions`)
    expect(rows).toEqual([{ count: 5 }])
  })

  it('end the records that are read together', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 5)
    await pool.query(`delete from ${schema}.revisions where revision = 3`)
    expect((await store.records?.('a', { through: 5, limit: 9 }))?.map(({ revision }) => revision)).toEqual([5, 4])
    const error = await failure(Promise.resolve(store.records?.('a', { through: 3, limit: 9 })))
    expect(error).toMatchObject({ code: 'corrupt-record', revision: 3, reason: 'is missing', wholeRevision: 2 })
  })

  it('are found out, at once: a count that is not true', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await pool.query(`update ${schema}.conversations set revision = 1732623456789`)
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 1_732_623_456_789, wholeRevision: 3 })
  })

  it('are found out: a count that is lower than the revisions there are', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await pool.query(`update ${schema}.conversations set revision = 2, message_count = 2`)
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 3, wholeRevision: 2 })
  })

  it('are found out: a message that is gone', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 3)
    await pool.query(`delete from ${schema}.messages where position = 1`)
    expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', wholeRevision: 1 })
  })
})

it('goes on with rows that were written before records had a commit id', async () => {
  const { schema, store } = await openSchema()
  await talk(store, 'a', 2)
  await pool.query(`update ${schema}.revisions set record = (record::jsonb - 'commitId')::json, checksum = null`)
  expect((await store.load('a'))?.record.commitId).toBe('a#2')
  const error = await failure(store.commit('a', commit('a', 3, [row(2)], { expectedCommitId: 'another' })))
  expect(error).toMatchObject({ code: 'revision-conflict' })
  await store.commit('a', commit('a', 3, [row(2)]))
  expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'message 2'])
})

describe('migratePostgresStore', () => {
  it('may be repeated, also by several at once', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 1)
    const fresh = freshSchema()
    schemas.push(fresh)
    await Promise.all([schema, fresh, fresh, fresh].map((name) => migratePostgresStore(pool, { schema: name })))
    expect(texts(await store.load('a'))).toEqual(['message 0'])
    await talk(postgresStore(pool, { schema: fresh }), 'a', 1)
  })

  it('brings the tables of before up to date, and what stands in them is read and continued', async () => {
    const { schema, store } = await openSchema()
    await talk(store, 'a', 2)
    await store.commit('failed', commit('failed', 1, [], { phase: 'failed' }))
    await store.commit('timer', commit('timer', 1, [], { deadline: 500 }))
    await pool.query(`delete from ${schema}.migrations where version >= 2`)
    for (const table of ['revisions', 'messages']) await pool.query(`alter table ${schema}.${table} drop column checksum`)
    for (const table of ['leases', 'enqueued']) await pool.query(`drop table ${schema}.${table}`)
    for (const column of ['flow', 'turn', 'waits', 'due', 'attempts', 'due_revision'])
      await pool.query(`alter table ${schema}.conversations drop column ${column}`)
    expect(String(await failure(store.load('a')))).toContain('call migratePostgresStore(pool) once')
    await migratePostgresStore(pool, { schema })
    const claims = await store.claimDue({ flow: 'simple_greeting', limit: 10, holdMilliseconds: 1000 })
    expect(new Map(claims.map(({ id, kind }) => [id, kind]))).toEqual(
      new Map([
        ['failed', 'failed'],
        ['timer', 'timer'],
      ]),
    )
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1'])
    await store.commit('a', commit('a', 3, [row(2)]))
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', 'message 2'])
    expect(await store.lease('a', { owner: 'one', milliseconds: 1000 })).toMatchObject({ granted: true, head: { revision: 3 } })
  })

  it('gives workers what servers of an older talkchart commit, within a minute, and leaves what was put off', async () => {
    const { schema, store } = await openSchema()
    /** Commits as a talkchart does that knows of no workers: what they go by stays as it was. */
    const commitAsBefore = async (id: string, revision: number, changes: object) => {
      const columns = 'flow, turn, waits, due, due_revision'
      const before = await pool.query(`select ${columns} from ${schema}.conversations where id = $1`, [Buffer.from(id, 'utf16le').swap16()])
      const { flow = null, turn = null, waits = null, due = null, due_revision = null } = before.rows[0] ?? {}
      await store.commit(id, commit(id, revision, [], changes))
      const text = `update ${schema}.conversations set (${columns}) = row ($2, $3, $4, $5::timestamptz, $6::bigint) where id = $1`
      await pool.query(text, [Buffer.from(id, 'utf16le').swap16(), flow, turn, waits, due, due_revision])
    }
    for (const id of ['ended', 'put off']) await store.commit(id, commit(id, 1, [], { deadline: 500 }))
    await store.putOff('put off', { until: null, attempts: 3, revision: 1 })
    await store.commit('renewed', commit('renewed', 1))
    await commitAsBefore('ended', 2, { phase: 'done' })
    await commitAsBefore('renewed', 2, { deadline: 500 })
    await commitAsBefore('begun', 1, { deadline: 500 })
    const client = counting()
    const worker = postgresStore(client, { schema })
    const options = { flow: 'simple_greeting', limit: 10, holdMilliseconds: 1000 }
    expect((await worker.claimDue(options)).map(({ id }) => id).sort()).toEqual(['begun', 'renewed'])
    expect(client.count()).toBe(2)
    await worker.claimDue(options)
    expect(client.count()).toBe(3)
  })

  it('refuses a database that can not hold every character', async () => {
    const latin: PostgresClient = {
      query: async (text, values) => (text.includes('server_encoding') ? { rows: [{ encoding: 'LATIN1' }] } : pool.query(text, values)),
    }
    const schema = freshSchema()
    const error = await failure(migratePostgresStore(latin, { schema }))
    expect(error).toMatchObject({ code: 'database-encoding' })
    expect(String(error)).toContain("encoding 'UTF8' template template0")
    expect((await pool.query('select 1 from pg_namespace where nspname = $1', [schema])).rows).toEqual([])
  })

  it.runIf(process.env.DATABASE_URL !== undefined)('refuses a real one of LATIN1', async () => {
    const name = freshSchema()
    await pool.query(`create database ${name} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`)
    const url = new URL(connectionString)
    url.pathname = name
    const latin = new pg.Pool({ connectionString: url.href })
    expect(await failure(migratePostgresStore(latin))).toMatchObject({ code: 'database-encoding' })
    await latin.end()
    await pool.query(`drop database ${name}`)
  })

  it('leaves the tables of a newer talkchart alone', async () => {
    const { schema } = await openSchema()
    await pool.query(`insert into ${schema}.migrations (version) values (99)`)
    const error = await failure(migratePostgresStore(pool, { schema }))
    expect(error).toMatchObject({ code: 'newer-tables' })
    expect(String(error)).toContain('Upgrade talkchart')
  })

  it('finds the due conversations by an index', async () => {
    const { schema } = await openSchema()
    const { rows } = await pool.query('select indexdef from pg_indexes where schemaname = $1 and indexname = $2', [
      schema,
      'conversations_due',
    ])
    expect(rows).toEqual([{ indexdef: expect.stringContaining('(deadline) WHERE (deadline IS NOT NULL)') }])
  })

  it('gives its SQL to other tools', async () => {
    const schema = freshSchema()
    schemas.push(schema)
    await pool.query(postgresTables({ schema }))
    await talk(postgresStore(pool, { schema }), 'a', 2)
  })

  it.each(['Upper', 'a b', 'a"; drop table users; --', ''])('refuses %j as a schema', async (schema) => {
    expect(await failure(migratePostgresStore(pool, { schema }))).toMatchObject({ code: 'invalid-option' })
    expect(() => postgresStore(pool, { schema })).toThrow('lower-case letters')
  })
})

describe('a connection that is lost', () => {
  it('while nobody uses it ends no process, and the next query opens another', async () => {
    const { schema } = await openSchema()
    const { port, hostname } = new URL(connectionString)
    const sockets: Socket[] = []
    const between = createServer((socket) => {
      const server = connect(Number(port || 5432), hostname)
      sockets.push(socket, server)
      for (const end of [socket, server]) end.on('error', () => undefined)
      socket.pipe(server).pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(between, 'listening')
    const url = new URL(connectionString)
    const address = between.address()
    url.host = `127.0.0.1:${typeof address === 'object' ? address?.port : address}`
    const own = new pg.Pool({ connectionString: url.href, max: 2 })
    const store = postgresStore(own, { schema })
    for (let count = 0; count < 20; count += 1) postgresStore(own, { schema })
    expect(own.listenerCount('error')).toBe(1)
    await talk(store, 'a', 1)
    const heard = once(own, 'error')
    for (const socket of sockets) socket.destroy()
    await heard
    await store.commit('a', commit('a', 2, [row(1)]))
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1'])
    await own.end()
    between.close()
  })
})

describe('a database that can not be used', () => {
  it('without tables: says how to make them', async () => {
    const error = await failure(postgresStore(pool, { schema: freshSchema() }).load('a'))
    expect(error).toBeInstanceOf(StoreUnavailableError)
    expect(String(error)).toContain('call migratePostgresStore(pool) once')
  })

  it('that is not there: says where to look, and shows no password', async () => {
    const absent = new pg.Pool({ host: '127.0.0.1', port: 1, user: 'me', password: 'my-secret', database: 'none' })
    const error = await failure(postgresStore(absent).load('a'))
    await absent.end()
    expect(error).toMatchObject({ code: 'store-unavailable', reason: 'ECONNREFUSED' })
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('my-secret')
  })
})
