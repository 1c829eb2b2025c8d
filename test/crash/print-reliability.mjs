// Prints the tables of docs/reliability.md: node test/crash/print-reliability.mjs [random kills for each store] [seed]
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

const source = (path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))
const alias = {
  'talkchart/stores/file': source('stores/file/file-store.ts'),
  'talkchart/stores/postgres': source('stores/postgres/postgres-store.ts'),
  talkchart: source('index.ts'),
}
const { printReliability } = await createJiti(import.meta.url, { alias }).import('./reliability-report.ts')
const [, , kills = 200, seed = 1] = process.argv
await printReliability(Number(kills), Number(seed))
