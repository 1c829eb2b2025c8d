import type { BenchOptions } from 'vitest'

/** Milliseconds of CPU time: other processes count little. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** How every benchmark is measured: half a second of CPU time each, since the clock of a busy machine tells nothing. */
export const byCpuTime: BenchOptions = { now: cpuTime, time: 500, warmupTime: 100 }
