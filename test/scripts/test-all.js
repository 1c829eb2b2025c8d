import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPackage } from './run.js'

const report = join(tmpdir(), `talkchart-tests-${process.pid}.json`)

/** The quick checks come first: what they find would only be found again, less clearly, by a test. */
const sections = [
  ['Build', () => runScript('build.js')],
  ['Types', () => runScript('check-types.js')],
  ['Formatting and lint', () => runPackage('@biomejs/biome/bin/biome', 'check', '--error-on-warnings')],
  [
    'Import direction',
    () =>
      runPackage(
        'dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.mjs',
        '--output-type',
        'err-long',
        'src',
        'machines',
      ),
  ],
  ['Tests: unit and property, crash, browser, docs, packaging', runTests],
]

for (const [title, run] of sections) {
  console.log(`\n== ${title} ==\n`)
  const status = run()
  if (status !== 0) {
    console.error(`\n${title}: failed. What comes after it was not run.`)
    process.exitCode = status
    break
  }
}

function runScript(name) {
  return runPackage(`../test/scripts/${name}`)
}

function runTests() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = runPackage('vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...reporters)
  printTotals(JSON.parse(readFileSync(report, 'utf8')))
  rmSync(report)
  return status
}

/** The last line in plain words, for people and machines alike. A file that could not even be loaded counts as one failure. */
function printTotals({ testResults, numPassedTests, numFailedTests, numPendingTests }) {
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
  console.log(`\n${numPassedTests} passed, ${numFailedTests + unloaded} failed${skipped}`)
}
