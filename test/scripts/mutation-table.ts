import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { flowPaths, mutateFlow } from 'talkchart/testing'
import { factsFile, factsOf, keptFacts, tablePage } from '../testing/mutation-facts.js'

// Measures how strong the paths of the ready flows are, and writes the rows of docs/guide/testing.md anew: `npm run build`, then
// `npx jiti test/scripts/mutation-table.ts [FLOW…]`. Without names it measures those whose flow, paths or changes are others than when they were measured last.
// What was measured before the first contrasts ("before") stays as it is.
const files = readdirSync(new URL('../../machines/', import.meta.url))
const machines = files.flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
const wanted = process.argv.slice(2)

for (const name of wanted.length > 0 ? wanted : machines) {
  const { flow } = await import(`../../machines/${name}.ts`)
  const from = process.cpuUsage()
  const { paths } = flowPaths(flow)
  const facts = factsOf(flow, paths)
  if (wanted.length === 0 && JSON.stringify(facts) === JSON.stringify(keptFacts()[name])) continue
  const { mutants, score } = mutateFlow(flow, { paths })
  const { user, system } = process.cpuUsage(from)
  const equivalent = mutants.filter(({ verdict }) => verdict === 'equivalent').length
  const cells = [Number(score.toFixed(1)), facts.paths, facts.steps, Number(((user + system) / 1_000_000).toPrecision(2))]
  const text = readFileSync(tablePage, 'utf8')
  const row = new RegExp(`^\\| \`${name}\` \\|[^|]*\\|[^|]*\\|([^|]*)\\|.*$`, 'm')
  if (!row.test(text)) throw new Error(`docs/guide/testing.md has no row for ${name}.`)
  const written = (_row: string, before: string) => `| \`${name}\` | ${mutants.length} | ${equivalent} |${before}| ${cells.join(' | ')} |`
  writeFileSync(tablePage, text.replace(row, written))
  const kept = Object.entries({ ...keptFacts(), [name]: facts }).toSorted(([one], [other]) => (one < other ? -1 : 1))
  writeFileSync(factsFile, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
  console.log(name, mutants.length, equivalent, ...cells)
}
