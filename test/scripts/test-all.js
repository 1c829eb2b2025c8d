import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, runPackage, runScriptBesides } from './run.js'

/** The quick checks come before the tests: what they find would only be found again, less clearly, by a test. */
const OF_SOURCE = ['Types of the source', 'types', '--source']
const OF_BUILT = [
  ['Types of what is built', 'types', '--built'],
  ['Formatting and lint', 'lint'],
  ['Import direction', 'imports'],
]

const printTitle = (title) => console.log(`\n== ${title} ==\n`)
const check = async ([title, ...script]) => ({ title, ...(await runScriptBesides(...script)) })

printTitle('Build')
// The build keeps one processor busy.
const ofSource = check(OF_SOURCE)
if (run(process.execPath, ['test/scripts/build.js', '--no-check']) !== 0) stop(['Build'])
const failed = []
for await (const { title, status, output } of [ofSource, ...OF_BUILT.map(check)]) {
  printTitle(title)
  process.stdout.write(output)
  if (status !== 0) failed.push(title)
}
if (failed.length > 0) stop(failed)
printTitle('Tests: unit and property, crash, browser, documents and packaging')
process.exit(runTests())

function stop(titles) {
  console.error(`\nFailed: ${titles.join(', ')}. The tests were not run.`)
  process.exit(1)
}

function runTests() {
  // The tests run on what is built, and those of the package need not build it once more.
  process.env.TALKCHART_BUILT = 'yes'
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
