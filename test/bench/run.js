/**
 * Measures what things cost, each beside what it is compared with, and prints a table for each group.
 * Without a name it measures everything and writes docs/performance.md and its picture.
 *
 * npm run bench
 * npm run bench -- send                  the rows whose name has this word, or all rows of the group of this name
 * npm run bench -- turn --rounds 30      more rounds
 * npm run bench -- turn --json           the values of every round, by group and row
 * npm run bench -- turn --without model  all rows but those whose name has this word
 *
 * Exits with 1 when a row costs more times its baseline than `limits.ts` allows.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { root } from '../scripts/run.js'

const folder = fileURLToPath(new URL('.', import.meta.url))
// Outside of test/bench, whose own package.json would keep `talkchart` from being this package.
const built = `${root}.bench`
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => !file.startsWith('node_modules') && file.endsWith('.ts'))
  .map((file) => folder + file)

// Each file stands alone, so that what is measured is the built package and nothing is compiled along with it.
buildSync({ entryPoints: sources, outbase: folder, outdir: built, format: 'esm', target: 'node20', logLevel: 'error' })

// Only a whole run installs what the benchmarks compare with; a run of one row says how.
const isWholeRun = process.argv.length === 2
if (isWholeRun && !existsSync(`${folder}node_modules`)) {
  spawnSync('npm', ['ci', '--prefix', folder], { stdio: 'inherit', shell: process.platform === 'win32' })
}
const { status } = spawnSync(process.execPath, [`${built}/main.js`, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
