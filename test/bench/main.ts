import { parseArgs } from 'node:util'
import { analysis } from './groups/analysis.js'
import { bundle } from './groups/bundle.js'
import { compile } from './groups/compile.js'
import { explain } from './groups/explain.js'
import { heap } from './groups/heap.js'
import { keyword } from './groups/keyword.js'
import { layout } from './groups/layout.js'
import { messages } from './groups/messages.js'
import { paths } from './groups/paths.js'
import { playground } from './groups/playground.js'
import { prove } from './groups/prove.js'
import { reopen } from './groups/reopen.js'
import { server } from './groups/server.js'
import { size } from './groups/size.js'
import { modules, start } from './groups/start.js'
import { store } from './groups/store.js'
import { telemetry } from './groups/telemetry.js'
import { turn } from './groups/turn.js'
import { beyondLimits } from './limits.js'
import { tableOf, writePage } from './page.js'
import { type Group, interleave, type Sampler, type Samples } from './sampling.js'

const GROUPS = [
  turn,
  server,
  telemetry,
  reopen,
  messages,
  store,
  heap,
  bundle,
  start,
  modules,
  paths,
  prove,
  compile,
  size,
  analysis,
  keyword,
  explain,
  layout,
  playground,
]

const {
  values: { rounds: wantedRounds, without, json: isJson },
  positionals: names,
} = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
})
const isWholeRun = names.length === 0
if (wantedRounds !== undefined && !/^[1-9]\d*$/.test(wantedRounds)) fail(`--rounds is a whole number from 1 on; this is "${wantedRounds}".`)

/** What was measured of a group. A row that could not be measured has its reason in `missing`. */
export interface Measured {
  readonly group: Group
  readonly samples: Samples
  readonly missing: Readonly<Record<string, string>>
}

/** Ends the run: the person who started it wrote something wrong. */
function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

/** Measures the rows of a group that were asked for, and its baselines; undefined when none of its rows was. */
async function measure(group: Group): Promise<Measured | undefined> {
  const isWanted = (row: string) => isWholeRun || names.some((name) => name === group.name || row.includes(name))
  const isLeftOut = (row: string) => without.some((part) => row.includes(part))
  const rows = Object.entries(await group.samplers()).filter(([row]) => !isLeftOut(row))
  if (!rows.some(([row]) => isWanted(row))) return undefined
  const rounds = group.rounds === 1 ? 1 : Number(wantedRounds ?? group.rounds)
  const samplers: Record<string, Sampler> = {}
  const missing: Record<string, string> = {}
  for (const [name, sampler] of rows) {
    if (!isWanted(name) && !group.baselines.includes(name)) continue
    if (typeof sampler === 'string') missing[name] = sampler
    else samplers[name] = sampler
  }
  return { group, samples: await interleave(samplers, rounds), missing }
}

const measured: Measured[] = []
for (const group of GROUPS) {
  const result = await measure(group)
  if (result === undefined) continue
  measured.push(result)
  if (!isJson) console.log(`\n${group.title}\n\n${tableOf(result)}`)
}

if (measured.length === 0)
  fail(`No group or row is called ${names.join(', ')}. The groups are ${GROUPS.map(({ name }) => name).join(', ')}.`)
if (isJson) console.log(JSON.stringify(Object.fromEntries(measured.map(({ group, samples }) => [group.name, samples]))))
else if (isWholeRun && without.length === 0) writePage(measured)

const tooDear = measured.flatMap(({ group, samples }) => beyondLimits(group.name, samples))
for (const sentence of tooDear) console.error(sentence)
if (tooDear.length > 0) process.exitCode = 1
