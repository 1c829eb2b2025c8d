import { check, checkWithOldest } from './run.js'

const checks = [
  // The longest first.
  checkWithOldest('-p', 'test/tsconfig.types.json'),
  check('-p', '.'),
  // The type tests once more, as users meet them: against the built declarations, with both compilers.
  check('-p', 'test/tsconfig.types.json'),
  // Most users do not set this option of ours, and inference differs.
  check('-p', 'test/tsconfig.types.json', '--exactOptionalPropertyTypes', 'false'),
]

for (const { status, output } of await Promise.all(checks)) {
  process.stdout.write(output)
  if (status !== 0) process.exitCode = 1
}
