/** Measures one thing once, in the unit of its group. */
export type Sampler = () => Promise<number>

/** What a group measures by name. A text in the place of a sampler says why that row can not be measured here. */
export type Samplers = Readonly<Record<string, Sampler | string>>

/** The values of every round by name; the same position in two lists is the same round. */
export type Samples = Readonly<Record<string, readonly number[]>>

/** One group of rows that stand in one table. */
export interface Group {
  /** Chooses the group on the command line. */
  readonly name: string
  readonly title: string
  /** Tells what a row is, for the page. */
  readonly about: string
  readonly unit: string
  /** The rows that all others are divided by, a column each. */
  readonly baselines: readonly string[]
  readonly rounds: number
  samplers(): Samplers | Promise<Samplers>
}

/** The middle value with the smallest and the largest. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Does so many operations. */
export type Work = (times: number) => unknown

/** Milliseconds of CPU time below which a round says nothing: the clock of CPU time ticks coarsely. */
const SHORTEST_ROUND = 60

/**
 * Returns a sampler of the microseconds of CPU time that one operation takes.
 * It repeats the operation until the round is long enough.
 *
 * @param prepare makes ready what so many operations need; its own time does not count
 */
export function cpuTime(prepare: (times: number) => Work | Promise<Work>): Sampler {
  let times = 1
  return warmedUp(async () => {
    for (;;) {
      const work = await prepare(times)
      const start = process.cpuUsage()
      await work(times)
      const { user, system } = process.cpuUsage(start)
      const milliseconds = (user + system) / 1000
      if (milliseconds >= SHORTEST_ROUND) return (milliseconds * 1000) / times
      times = Math.ceil(times * Math.min(10, Math.max(1.3, (SHORTEST_ROUND * 1.3) / Math.max(milliseconds, 1))))
    }
  })
}

/** Takes two samples that do not count before the first: in them code is compiled and files are read for the first time. */
export function warmedUp(sample: Sampler): Sampler {
  let isWarm = false
  return async () => {
    if (!isWarm) for (let count = 0; count < 2; count += 1) await sample()
    isWarm = true
    return sample()
  }
}

/** Takes the samplers in turns, so that what slows the machine down for a while slows down all of them. */
export async function interleave(samplers: Readonly<Record<string, Sampler>>, rounds: number): Promise<Samples> {
  const samples = Object.entries(samplers).map(([name, sample]) => ({ name, sample, values: [] as number[] }))
  for (let round = 0; round < rounds; round += 1) {
    const start = round % samples.length
    for (const { sample, values } of [...samples.slice(start), ...samples.slice(0, start)]) values.push(await sample())
  }
  return Object.fromEntries(samples.map(({ name, values }) => [name, values]))
}

/** Returns the same sampler for times that milliseconds tell better. */
export const inMilliseconds =
  (sample: Sampler): Sampler =>
  async () =>
    (await sample()) / 1000

/** Returns the middle, the smallest and the largest of some values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (position: number) => sorted[position] ?? Number.NaN
  const half = (sorted.length - 1) / 2
  return { median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, min: at(0), max: at(sorted.length - 1) }
}

/** Returns how many times the baseline a row is, round by round. */
export function ratioOf(samples: Samples, row: string, baseline: string): Spread {
  const below = samples[baseline] ?? []
  return spreadOf((samples[row] ?? []).map((value, round) => value / (below[round] ?? Number.NaN)))
}
