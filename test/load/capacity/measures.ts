import { execFileSync } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { type ConversationStore, defineFlow, type LanguageModel, memoryStore } from 'talkchart'
import { conversationHost, postgresRelay } from 'talkchart/server'
import { postgresStore } from 'talkchart/stores/postgres'
import { cpuTime } from '../../cpu-time.js'
import type { Database } from './database.js'
import { openDesk, TURNS } from './desk.js'

const AT_A_TIME = 16

/** Does so many things, some of them at once. */
export async function inParallel(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count) }, worker))
}

export interface TurnCost {
  /** CPU milliseconds of the server's process for each turn. */
  readonly cpu: number
  /** CPU milliseconds of the database for each turn, where it runs here. */
  readonly databaseCpu?: number | undefined
  /** Statements for each turn. */
  readonly statements?: number
}

/** What a turn takes: of conversations that are kept open, or that are opened for each message. */
export async function turnCost(
  flow: 'verbatim' | 'customer_support',
  store: ConversationStore,
  {
    conversations,
    keepOpen = true,
    database,
  }: { readonly conversations: number; readonly keepOpen?: boolean; readonly database?: Database },
): Promise<TurnCost> {
  const desk = openDesk(flow, store, keepOpen ? {} : { keepOpen: false })
  const prefix = `${flow}-${keepOpen}`
  await inParallel(8, (number) => desk.talk(`${prefix}-warm-${number}`))
  await inParallel(conversations, (number) => desk.begin(`${prefix}-${number}`))
  const before = { cpu: cpuTime(), statements: database?.statements() ?? 0, databaseCpu: await database?.cpuTime() }
  for (let turn = 0; turn < TURNS; turn += 1) await inParallel(conversations, (number) => desk.send(`${prefix}-${number}`, turn))
  const [cpu, databaseCpu] = [cpuTime(), await database?.cpuTime()]
  const turns = conversations * TURNS
  await desk.host.drain()
  return {
    cpu: (cpu - before.cpu) / turns,
    ...(database !== undefined && {
      statements: (database.statements() - before.statements) / turns,
      databaseCpu: databaseCpu === undefined || before.databaseCpu === undefined ? undefined : (databaseCpu - before.databaseCpu) / turns,
    }),
  }
}

/** The bytes of files that each of so many whole talks leaves: what is in them, and what they take on the disk. */
export async function fileBytes(store: ConversationStore, directory: string, conversations: number) {
  const desk = openDesk('customer_support', store)
  await inParallel(conversations, (number) => desk.talk(`talk-${number}`))
  await desk.host.drain()
  const measured = (...options: string[]) =>
    Number.parseInt(execFileSync('du', ['-s', '-B1', ...options, directory], { encoding: 'utf8' }), 10)
  return { content: measured('--apparent-size') / conversations, disk: measured() / conversations }
}

/** The bytes that each of so many whole talks takes in the database, by table, and what is logged for each turn. */
export async function databaseBytes(database: Database, conversations: number) {
  const { client, schema } = database
  await database.pool.query('checkpoint').catch(() => undefined)
  const before = { sizes: await database.sizes(), logged: await database.logged() }
  const desk = openDesk('customer_support', postgresStore(client, { schema }), { relay: postgresRelay(client, { schema }) })
  await inParallel(conversations, (number) => desk.talk(`bytes-${number}`))
  await desk.host.drain()
  const logged = await database.logged()
  const tables = [...(await database.sizes())].map(
    ([name, bytes]) => [name, (bytes - (before.sizes.get(name) ?? 0)) / conversations] as const,
  )
  return { tables: tables.filter(([, bytes]) => bytes > 1), loggedPerTurn: (logged - before.logged) / (conversations * TURNS) }
}

/** The heap that a conversation keeps which is open and rests, with its record and messages in memory beside it or without them. */
export async function openHeap(conversations: number): Promise<{ readonly withStore: number; readonly stored: number }> {
  const used = () => {
    if (globalThis.gc === undefined) throw new Error('Start this with node --expose-gc.')
    for (let time = 0; time < 3; time += 1) globalThis.gc()
    return process.memoryUsage().heapUsed
  }
  const store = memoryStore()
  const desk = openDesk('verbatim', store, { keepOpen: { conversations, milliseconds: 3_600_000 } })
  for (let number = 0; number < 20; number += 1) await desk.talk(`warm-${number}`)
  const before = used()
  await inParallel(conversations, (number) => desk.talk(`open-${number}`))
  const open = used()
  await desk.host.drain()
  const closed = used()
  return { withStore: (open - before) / conversations, stored: (closed - before) / conversations }
}

/** How many connections of the pool are in use while so many turns wait for their model. */
export async function connectionsHeld(database: Database, turns: number): Promise<number> {
  const { client, pool, schema } = database
  const flow = defineFlow({ name: 'asking', initialState: 'ask', states: { ask: { prompt: { instruct: 'Ask.' } } } })
  let calls = 0
  const answering = new AbortController()
  const answered = once(answering.signal, 'abort')
  const model: LanguageModel = {
    async respond() {
      calls += 1
      await answered
      return { text: 'Well?', usage: { inputTokens: 1, outputTokens: 1 } }
    },
    understand: () => Promise.reject(new Error('Nothing is to be understood here.')),
  }
  const host = conversationHost({ flow, model, store: postgresStore(client, { schema }) })
  const runs = Array.from({ length: turns }, (_, number) => host.begin(`held-${number}`).outcome)
  while (calls < turns || pool.totalCount > pool.idleCount) await new Promise((resolve) => setTimeout(resolve, 10))
  const held = pool.totalCount - pool.idleCount
  answering.abort()
  await Promise.all(runs)
  await host.drain()
  return held
}

/** Statements a second for each conversation that rests and is followed, after they have been left alone for a while. */
export async function followingStatements(database: Database, conversations: number): Promise<number> {
  const { client, schema } = database
  const desk = openDesk('verbatim', postgresStore(client, { schema }), { relay: postgresRelay(client, { schema }) })
  await inParallel(conversations, (number) => desk.begin(`followed-${number}`))
  const leaving = new AbortController()
  setMaxListeners(0, leaving.signal)
  const following = Array.from({ length: conversations }, async (_, number) => {
    for await (const _event of desk.host.follow(`ana/followed-${number}`, { signal: leaving.signal })) void _event
  })
  await pause(16_000)
  const [before, since] = [database.statements(), performance.now()]
  await pause(10_000)
  const each = (database.statements() - before) / ((performance.now() - since) / 1000)
  leaving.abort()
  await Promise.allSettled(following)
  await desk.host.drain()
  // What was being looked up comes to its end.
  await pause(1_000)
  return each
}

/** Milliseconds of a worker's look among so many conversations with a timer that is not due, and with ten that are. */
export async function dueLook(database: Database, conversations: number): Promise<{ readonly nothing: number; readonly ten: number }> {
  const { client, pool, schema } = database
  await pool.query(
    `insert into ${schema}.conversations (id, revision, message_count, flow, turn, waits, due)
     select decode('00' || lpad(to_hex(number), 8, '0') || '00', 'hex'), 1, 1, 'waiting', 1, 'timer', now() + interval '1 day' + number * interval '1 second'
     from generate_series(1, $1::int) as number`,
    [conversations],
  )
  await pool.query(`analyze ${schema}.conversations`)
  const store = postgresStore(client, { schema })
  const look = async () => {
    const since = performance.now()
    const claims = await store.claimDue({ flow: 'waiting', limit: 10, holdMilliseconds: 10_000 })
    return { claims: claims.length, milliseconds: performance.now() - since }
  }
  const looks = []
  for (let time = 0; time < 21; time += 1) looks.push((await look()).milliseconds)
  const tens = []
  for (let time = 0; time < 11; time += 1) {
    await pool.query(
      `update ${schema}.conversations set due = now() - interval '1 second' where id in (select id from ${schema}.conversations where waits = 'timer' limit 10)`,
    )
    const { claims, milliseconds } = await look()
    if (claims !== 10) throw new Error(`${claims} conversations were claimed instead of 10.`)
    tens.push(milliseconds)
  }
  return { nothing: median(looks), ten: median(tens) }
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
