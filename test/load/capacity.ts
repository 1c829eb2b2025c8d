/**
 * What docs/scaling.md computes from: what a turn, a stored conversation, an open conversation, a follower and a look for due work cost. The figures of
 * Postgres are those of DATABASE_URL; its CPU time is told where it runs on this machine.
 *
 * npm run build && DATABASE_URL=… node --expose-gc --import jiti/register test/load/capacity.ts [--conversations 100] [--due 200000]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memoryStore } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { postgresStore } from 'talkchart/stores/postgres'
import { openDatabase } from './capacity/database.js'
import { connectionsHeld, databaseBytes, dueLook, fileBytes, followingStatements, openHeap, turnCost } from './capacity/measures.js'

const { values } = parseArgs({ options: { conversations: { type: 'string', default: '100' }, due: { type: 'string', default: '200000' } } })
const conversations = Number(values.conversations)
const rounded = (value: number | undefined, digits = 2) => (value === undefined ? undefined : Number(value.toFixed(digits)))
const folder = mkdtempSync(join(tmpdir(), 'talkchart-capacity-'))
const database = process.env['DATABASE_URL'] === undefined ? undefined : await openDatabase(process.env['DATABASE_URL'])

try {
  const stores = {
    memory: memoryStore(),
    files: fileStore(join(folder, 'turns')),
    ...(database && { Postgres: postgresStore(database.client, { schema: database.schema }) }),
  }
  const turns: Record<string, object> = {}
  for (const [name, store] of Object.entries(stores)) {
    for (const [flow, keepOpen] of [
      ['verbatim', true],
      ['verbatim', false],
      ['customer_support', true],
    ] as const) {
      const counted = name === 'Postgres' && database !== undefined ? { database } : {}
      const { cpu, databaseCpu, statements } = await turnCost(flow, store, { conversations, keepOpen, ...counted })
      turns[`${name}, ${flow}, ${keepOpen ? 'kept open' : 'opened for each message'}`] = {
        'CPU ms a turn': rounded(cpu),
        'CPU ms of the database': rounded(databaseCpu),
        statements: rounded(statements, 1),
      }
    }
  }
  console.table(turns)

  const files = await fileBytes(fileStore(join(folder, 'bytes'), { fsync: false }), join(folder, 'bytes'), conversations)
  const heap = await openHeap(1000)
  const bytes: Record<string, number | undefined> = {
    'files of a talk, content': rounded(files.content, 0),
    'files of a talk, on the disk': rounded(files.disk, 0),
    'heap, open': rounded(heap.withStore - heap.stored, 0),
    'heap, stored in memory': rounded(heap.stored, 0),
  }
  if (database !== undefined) {
    const { tables, loggedPerTurn } = await databaseBytes(database, conversations)
    for (const [table, size] of tables) bytes[`Postgres, ${table}`] = rounded(size, 0)
    bytes['Postgres, in all'] = rounded(
      tables.reduce((total, [, size]) => total + size, 0),
      0,
    )
    bytes['Postgres, logged for a turn'] = rounded(loggedPerTurn, 0)
  }
  console.table(bytes)

  if (database !== undefined) {
    const look = await dueLook(database, Number(values.due))
    console.table({
      'connections held by 100 turns that wait for their model': await connectionsHeld(database, 100),
      'statements a second, 100 conversations followed at rest': rounded(await followingStatements(database, 100), 1),
      [`ms of a look, ${values.due} wait, none is due`]: rounded(look.nothing),
      [`ms of a look, ${values.due} wait, 10 are due`]: rounded(look.ten),
    })
  }
  console.log(`load average: ${loadavg()[0]?.toFixed(1)}`)
} finally {
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
}
