import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root, run } from './run.js'

/**
 * Runs the tests on other versions of Node, which the package `node` brings: `node test/scripts/test-on-node.js 22 24 26`. What a test starts
 * runs on that version too. The browser's tests are left out: they run in the browser.
 */
const PROJECTS = ['unit', 'globals', 'replacing', 'packaging', 'crash']
const versions = process.argv.slice(2)

if (versions.length === 0) {
  console.error('Name the versions of Node: node test/scripts/test-on-node.js 22 24 26')
  process.exit(1)
}

const failed = versions.filter((version) => !passesOn(version))
console.log(failed.length === 0 ? `\nPassed on Node ${versions.join(', ')}` : `\nFailed on Node ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)

function passesOn(version) {
  const folder = mkdtempSync(join(tmpdir(), `talkchart-node-${version}-`))
  try {
    if (run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${version}`]) !== 0) return false
    const binaries = join(folder, 'node_modules/.bin')
    const node = join(binaries, 'node')
    const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` }
    run(node, ['--version'], { env })
    const projects = PROJECTS.flatMap((project) => ['--project', project])
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    return run(node, [vitest, 'run', '--config', 'test/vitest.config.ts', ...projects], { env }) === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
