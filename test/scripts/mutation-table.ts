import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { flowPaths, mutateFlow } from 'talkchart/testing'

// Measures how strong the paths of the ready flows are, and writes the rows of docs/guide/testing.md anew: `npx jiti test/scripts/mutation-table.ts [FLOW…]`.
// What was measured before the first contrasts ("before") stays as it is.
const page = new URL('../../docs/guide/testing.md', import.meta.url)
const machines = readdirSync(new URL('../../machines/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''))
const wanted = process.argv.length > 2 ? process.argv.slice(2) : machines

for (const name of wanted) {
  const { flow } = await import(`../../machines/${name}.ts`)
  const from = process.cpuUsage()
  const { paths } = flowPaths(flow)
  const { mutants, score } = mutateFlow(flow, { paths })
  const { user, system } = process.cpuUsage(from)
  const equivalent = mutants.filter(({ verdict }) => verdict === 'equivalent').length
  const steps = paths.reduce((sum, path) => sum + path.steps.length, 0)
  const cells = [Number(score.toFixed(1)), paths.length, steps, Number(((user + system) / 1_000_000).toPrecision(2))]
  const text = readFileSync(page, 'utf8')
  const row = new RegExp(`^\\| \`${name}\` \\|[^|]*\\|[^|]*\\|([^|]*)\\|.*$`, 'm')
  if (!row.test(text)) throw new Error(`docs/guide/testing.md has no row for ${name}.`)
  const written = (_row: string, before: string) => `| \`${name}\` | ${mutants.length} | ${equivalent} |${before}| ${cells.join(' | ')} |`
  writeFileSync(page, text.replace(row, written))
  console.log(name, mutants.length, equivalent, ...cells)
}
