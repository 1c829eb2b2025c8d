import { openDatabase } from '../stores/postgres/database.js'
import { commitSizes } from './commit-size.js'
import { inFiles, inPostgres, killAtBoundaries, killAtRandom, type MakeStore, withTrialParts } from './kill-series.js'
import { TalkingHost } from './talking-host.js'
import type { Tally } from './tally.js'

const COLUMNS = [
  ['kills survived', ({ kills }) => kills],
  ['messages sent', ({ messages }) => messages],
  ['lost', ({ lost }) => lost],
  ['duplicated', ({ duplicated }) => duplicated],
  ['half turns', ({ halfTurns }) => halfTurns],
  ['not resumed', ({ notResumed }) => notResumed],
  ['unreadable', ({ unreadable }) => unreadable],
  ['model requests repeated', ({ repeatedRequests }) => repeatedRequests],
  ['repeated too often', ({ requestsTooMany }) => requestsTooMany],
] as const satisfies readonly (readonly [string, (tally: Tally) => number])[]

/** Kills processes on every store that outlives one, measures commits, and prints what came of it as Markdown. */
export async function printReliability(randomKills: number, seed: number): Promise<void> {
  const database = await openDatabase()
  const host = new TalkingHost()
  const stores: readonly (readonly [string, MakeStore])[] = [
    ['fileStore', inFiles],
    [`postgresStore on ${database.kind}`, inPostgres(database)],
  ]
  print(['store', 'killed at', ...COLUMNS.map(([title]) => title)])
  print(['---', '---', ...COLUMNS.map(() => '---:')])
  for (const [name, makeStore] of stores) {
    printTally(name, 'every boundary', await withTrialParts(host, (parts) => killAtBoundaries(parts, makeStore)))
    printTally(name, 'random moments', await withTrialParts(host, (parts) => killAtRandom(parts, makeStore, randomKills, seed)))
  }
  host.close()
  await database.close()
  process.stdout.write('\n')
  const sizes = await commitSizes([10, 100, 1000, 10_000])
  print(['messages', ...sizes.map(({ messages }) => messages.toLocaleString('en'))])
  print(['---', ...sizes.map(() => '---:')])
  print(['bytes of a commit', ...sizes.map(({ bytes }) => bytes.toLocaleString('en'))])
}

function printTally(store: string, moments: string, tally: Tally): void {
  print([store, moments, ...COLUMNS.map(([, figure]) => figure(tally).toLocaleString('en'))])
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}
