import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPackage, runScript } from './run.js'

/** The quick checks come first: what they find would only be found again, less clearly, by a test. */
const sections = [
  ['Build', () => runScript('build')],
  ['Types', () => runScript('types')],
  ['Formatting and lint', () => runScript('lint')],
  ['Import direction', () => runScript('imports')],
  ['Tests: unit and property, crash, browser, documents and packaging', runTests],
]

for (const [title, run] of sections) {
  console.log(`\n== ${title} ==\n`)
  const status = run()
  if (status === 0) continue
  // The tests end by their own totals, and nothing may stand after these.
  if (run !== runTests) console.error(`\nFailed: ${title}. What comes after it was not run.`)
  process.exit(status)
}

function runTests() {
  const report = join(tmpdir(), `talkchart-tests-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = runPackage('vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...reporters)
  if (!existsSync(report)) return status
  printTotals(JSON.parse(readFileSync(report, 'utf8')))
  rmSync(report)
  return status
}

/** The totals in plain words, for people and machines alike. A file that could not be loaded counts as one failure. */
function printTotals({ testResults, numPassedTests, numFailedTests, numPendingTests }) {
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
  console.log(`\n${numPassedTests} passed, ${numFailedTests + unloaded} failed${skipped}`)
}
