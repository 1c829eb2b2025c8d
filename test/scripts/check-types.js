import { compile, compileWithOldest } from './run.js'

const checks = [
  () => compile('-p', '.'),
  // The type tests once more, as users meet them: against the built declarations, with both compilers.
  () => compile('-p', 'test/tsconfig.types.json'),
  () => compileWithOldest('-p', 'test/tsconfig.types.json'),
  // Most users do not set this option of ours, and inference differs.
  () => compile('-p', 'test/tsconfig.types.json', '--exactOptionalPropertyTypes', 'false'),
]

for (const check of checks) {
  if (check() !== 0) process.exit(1)
}
