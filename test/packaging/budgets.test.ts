import { describe, expect, test } from 'vitest'
import { ratioOf, type Samples } from '../bench/sampling.js'
import { repository } from './repository.js'
import { runSuccessfully } from './run-command.js'

/** Runs the benchmarks of these names on the built package. */
async function bench(...parameters: string[]): Promise<Readonly<Record<string, Samples>>> {
  return JSON.parse(await runSuccessfully(process.execPath, ['test/bench/run.js', '--json', ...parameters], repository))
}

/** A row that was not measured counts as one over its limit. */
function expectWithin(samples: Samples | undefined, limits: Readonly<Record<string, number>>): void {
  const values = Object.entries(limits).map(([row, limit]) => ({ row, limit, value: samples?.[row]?.[0] ?? Number.POSITIVE_INFINITY }))
  expect(values.filter(({ value, limit }) => value > limit)).toEqual([])
}

/** How many times the second row the first one is, at the median of the rounds. */
const times = (samples: Samples | undefined, row: string, baseline: string) => ratioOf(samples ?? {}, row, baseline).median

// No limit on an absolute time: it would hold on one machine and not on the next.
describe('what is counted exactly', () => {
  test('kB in a page, on top of XState', async () => {
    const { bundle } = await bench('bundle')
    expectWithin(bundle, {
      // The aim is 35; the compiler brings all constructs but fields, and leases and handles take 3.
      'openConversation({ flow })': 65.4,
      'generated machine, createActor': 17.7,
      // The aim is 25.
      'generated machine, openConversation({ machine })': 40.5,
    })
  })

  test('files loaded at the start', async () => {
    const { modules } = await bench('modules')
    expectWithin(modules, {
      'talkchart --help': 33,
      'talkchart check, a small flow': 326,
      "import 'talkchart'": 335,
      "import 'talkchart/runtime'": 202,
    })
  })

  test('KiB of heap of a conversation that is open, whatever its flow, and of one that was closed', async () => {
    const { heap } = await bench('heap', '--rounds', '1', '--without', '30 states', '--without', 'closed, 3 ')
    // The aim is 12 for an open one; two counts differ by a third of a KiB.
    expectWithin(heap, { 'open, 3 states': 12.8, 'open, 300 states': 12.8, 'closed, 300 states': 2 })
  })
})

/** Other work on the machine disturbs a whole run at times: what holds in one of three runs holds. Beside other tests ratios rise, so the limits leave room for it. */
describe('what is measured against a baseline of the same run', { retry: 2 }, () => {
  test('a turn is held against the hand-written actor that invokes a promise', async () => {
    const { turn } = await bench('actor', 'send', '--rounds', '5', '--without', 'LangGraph')
    const ratio = (row: string) => times(turn, row, 'XState with invoke')
    // The aim is 0.75.
    expect(ratio('actor, word for word')).toBeLessThan(1)
    // The aim is 1.9.
    expect(ratio('actor, model')).toBeLessThan(3.2)
    // The aim is 1.2.
    expect(ratio('send, word for word')).toBeLessThan(2)
    // The aim is 2.9.
    expect(ratio('send, model')).toBeLessThan(5.5)
  })

  test('opening a stored conversation for one message grows little with the flow', async () => {
    const { reopen } = await bench('reopen', '--rounds', '4', '--without', '30 states', '--without', 'restored')
    // The aim is 4.
    expect(times(reopen, '3 states', 'XState with invoke')).toBeLessThan(9)
    expect(times(reopen, '300 states', '3 states')).toBeLessThan(2)
  })

  test('a program starts in little more than what it stands on', async () => {
    const { start } = await bench('start', '--rounds', '2', '--without', 'runtime')
    expect(times(start, 'talkchart --help', 'node -e 0')).toBeLessThan(2)
    // The aim is 5.
    expect(times(start, 'talkchart check, a small flow', 'node -e 0')).toBeLessThan(8)
    // The aim is 2.6.
    expect(times(start, "import 'talkchart'", "import 'xstate'")).toBeLessThan(4.8)
  })

  test('covering ten times the states takes at most fourteen times as long', async () => {
    const { paths } = await bench(
      'flowPaths',
      '--rounds',
      '2',
      '--without',
      ', 100 states',
      '--without',
      '1000 states',
      '--without',
      '400 states',
    )
    expect(times(paths, 'flowPaths, 300 states', 'flowPaths, 30 states')).toBeLessThan(14)
  })
})
