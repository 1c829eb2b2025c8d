/**
 * The server of docs/guide/server.md with ten thousand ids, in one process whose heap is held to 128 MB. Some clients send a message twice
 * at once, and some leave before they are answered and ask again.
 *
 * npm run build && node --import jiti/register test/load/server.ts [--conversations 10000] [--heap 128]
 */
import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { repository } from '../packaging/repository.js'
import { loadServer } from './server-load.js'

const { values } = parseArgs({
  options: { conversations: { type: 'string', default: '10000' }, heap: { type: 'string', default: '128' } },
})
const folder = `${repository}.bench/server`
mkdirSync(folder, { recursive: true })
const { wrong, ...figures } = await loadServer({ conversations: Number(values.conversations), heapLimit: Number(values.heap), folder })
console.table({ ...figures, 'heap limit, MB': Number(values.heap), wrong: wrong.length })
for (const answer of wrong.slice(0, 10)) console.error(answer)
process.exitCode = wrong.length === 0 ? 0 : 1
