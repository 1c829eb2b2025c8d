import { check, checkWithOldest } from './run.js'

const checks = [
  // The longest first. The type tests once more, as users meet them: against the built declarations, with both compilers.
  checkWithOldest(),
  check('-p', '.'),
  // With the newest one as most users have it: they do not set this option of ours, and inference differs. The line above sets it.
  check('-p', 'test/tsconfig.types.json', '--exactOptionalPropertyTypes', 'false'),
]

for (const { status, output } of await Promise.all(checks)) {
  process.stdout.write(output)
  if (status !== 0) process.exitCode = 1
}
