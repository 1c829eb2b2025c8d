// Checks all types; with `--source` or `--built`, only those of the source, or those that need the built package.
import { check, checkWithOldest } from './run.js'

const [only] = process.argv.slice(2)

const ofBuilt = () => [
  // The longest first. The type tests once more, as users meet them: against the built declarations, with both compilers.
  checkWithOldest(),
  // With the newest one as most users have it: they do not set this option of ours, and inference differs. The source is checked with it.
  check('-p', 'test/tsconfig.types.json', '--exactOptionalPropertyTypes', 'false'),
]
const ofSource = () => [check('-p', '.')]

const checks = [...(only === '--source' ? [] : ofBuilt()), ...(only === '--built' ? [] : ofSource())]
for (const { status, output } of await Promise.all(checks)) {
  process.stdout.write(output)
  if (status !== 0) process.exitCode = 1
}
