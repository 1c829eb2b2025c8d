/** Returns milliseconds of CPU time: other processes count little. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
