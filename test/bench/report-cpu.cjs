// Preloaded into a measured process: tells its parent, on a channel of its own, the CPU time of its whole life.
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  require('node:fs').writeSync(3, String((user + system) / 1000))
})
