import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { migratePostgresStore } from 'talkchart/stores/postgres'
import { afterAll, expect, inject, onTestFinished, test, vi } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { freshSchema } from '../stores/postgres/database.js'
import { importBlock } from './import-block.js'

const CLIENTS = 4
const USERS = ['1234', '5678']

/** What is said, and where it leads. */
const TALK = [
  ['hello', 'greeting'],
  ['I have a question', 'classify_issue'],
  ['when are you open?', 'classify_issue'],
  ['my bill is wrong', 'billing_support'],
  ['when are you open?', 'billing_support'],
  ['I want a refund', 'process_refund'],
  ['12345', 'process_refund'],
  ['when are you open?', 'process_refund'],
  ['to my card', 'process_refund'],
  ['yes', 'satisfaction_check'],
] as const

type Handler = (request: Request) => Response | Promise<Response>

const folder = mkdtempSync(join(tmpdir(), 'talkchart-recipes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Imports a recipe. Its conversations are in a folder of their own, which need not outlast a power cut. */
const recipe = <Exported>(title: string, replaced: readonly (readonly [string, string])[] = []) =>
  importBlock<Exported>('server-recipes', title, [
    ["'./conversations'", `${JSON.stringify(join(folder, title))}, { fsync: false }`],
    ...replaced,
  ])

/** Sends what a Fetch handler would get to a server. */
async function through(server: Server): Promise<Handler> {
  await vi.waitFor(() => expect(server.address()).not.toBeNull())
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return (request) => fetch(new Request(request.url.replace('http://shop.test', `http://127.0.0.1:${port}`), request))
}

const asked = (path: string, method: string, token: string, body?: object, accept = 'application/json') =>
  new Request(`http://shop.test/api/conversations/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, accept, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })

/** Four clients talk at once. Half of them are Ana and half are Bob, who give their conversations the same ids. Returns what was wrong. */
async function talkAtOnce(handler: Handler): Promise<readonly string[]> {
  const wrong: string[] = []
  const client = async (_client: unknown, number: number) => {
    const token = USERS[number % USERS.length] ?? ''
    const id = `talk-${Math.floor(number / USERS.length)}`
    const begun = await handler(asked(id, 'PUT', token))
    if (begun.status !== 200) wrong.push(`${id}: ${begun.status} ${await begun.text()}`)
    for (const [position, [text, state]] of TALK.entries()) {
      const answer = await handler(asked(`${id}/messages`, 'POST', token, { id: `m-${token}-${position}`, text }))
      const { turn } = await answer.json()
      const isRight = turn?.state === state && turn.turn === position + 1 && turn.reply !== ''
      if (!isRight) wrong.push(`${id}, message ${position}: ${answer.status} ${JSON.stringify(turn)}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return wrong
}

/** What every recipe has to do, whatever it stands on. */
async function expectServed(handler: Handler): Promise<void> {
  expect(await talkAtOnce(handler)).toEqual([])
  expect((await handler(asked('talk-0', 'GET', 'stolen'))).status).toBe(401)
  expect((await handler(asked('ana', 'PUT', '1234'))).status).toBe(200)
  expect((await handler(asked('ana', 'GET', '5678'))).status).toBe(404)
  const message = { id: 'm-1', text: 'my app keeps crashing' }
  const told = await (await handler(asked('ana/messages', 'POST', '1234', message, 'text/event-stream'))).text()
  expect(told).toMatch(/^retry: 1000\n\nid: [\w-]+\.0\nevent: begin\n[\s\S]+\nevent: turn\n[^\n]*"state":"technical_support"/)
}

test('plain node:http', async () => {
  vi.stubEnv('PORT', '0')
  onTestFinished(() => void vi.unstubAllEnvs())
  const listeners = process.listeners('SIGTERM')
  const { server } = await recipe<{ readonly server: Server }>('server.ts')
  for (const listener of process.listeners('SIGTERM')) if (!listeners.includes(listener)) process.off('SIGTERM', listener)
  await expectServed(await through(server))
})

test('Express', async () => {
  const { app } = await recipe<{ readonly app: { listen(port: number, host: string): Server } }>('express.ts')
  const handler = await through(app.listen(0, '127.0.0.1'))
  await expectServed(handler)
  expect(await (await handler(new Request('http://shop.test/'))).text()).toBe('The shop.')
})

test('Hono', async () => {
  const { default: app } = await recipe<{ readonly default: { readonly fetch: Handler } }>('hono.ts')
  const handler: Handler = (request) => app.fetch(request)
  await expectServed(handler)
  expect(await (await handler(new Request('http://shop.test/'))).text()).toBe('The shop.')
})

/** Makes a schema of its own in a database. */
async function prepare(connectionString: string): Promise<string> {
  const schema = freshSchema()
  const pool = new pg.Pool({ connectionString })
  await migratePostgresStore(pool, { schema })
  onTestFinished(async () => {
    await pool.query(`drop schema ${schema} cascade`)
    await pool.end()
  })
  return schema
}

const inSchema = (schema: string) =>
  [
    ['postgresStore(pool)', `postgresStore(pool, { schema: '${schema}' })`],
    ['postgresRelay(pool)', `postgresRelay(pool, { schema: '${schema}' })`],
  ] as const

/** Without a database, since PGlite would take a minute for so many turns at once. */
const IN_MEMORY = [
  ['postgresStore(pool)', 'memoryStore()'],
  ['relay: postgresRelay(pool)', 'relay: memoryRelay()'],
  ['import { templateModel }', 'import { memoryStore, templateModel }'],
  ['postgresRelay }', 'memoryRelay }'],
] as const

test('Next.js', async () => {
  const { DATABASE_URL: connectionString } = process.env
  const replaced = connectionString === undefined ? IN_MEMORY : inSchema(await prepare(connectionString))
  const route = await recipe<Readonly<Record<string, Handler>>>('route.ts', replaced)
  await expectServed((request) => route[request.method]?.(request) ?? Response.error())
  const { completeProject } = await installedIn(inject('packageFolder'))
  const { kept } = await import(pathToFileURL(join(completeProject, 'node_modules/next/server.js')).href)
  // Every opening and every turn is told, so that the platform waits for it.
  expect(kept).toHaveLength(CLIENTS * (1 + TALK.length) + 2)
})
