import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { buildPage } from './build-page.js'
import { compile, root } from './run.js'

/** What is no TypeScript, and so is not compiled. */
const COPIED = ['definition/flow.schema.json', 'conditions/kinds/sentiment/lexicon.cjs', 'conditions/fields/chrono.cjs']

// Whoever checks the types right after it saves two thirds of the compiler's work. What can not be declared is found all the same.
const settings = process.argv.includes('--no-check') ? ['--noCheck'] : []

// A file that was renamed in the source must not live on in the package.
rmSync(`${root}dist`, { recursive: true, force: true })
for (const project of ['src', 'machines']) {
  if (compile('-p', project, ...settings) !== 0) process.exit(1)
}
await buildPage(`${root}dist/page`)
for (const file of COPIED) copyFileSync(`${root}src/${file}`, `${root}dist/${file}`)
chmodSync(`${root}dist/cli/main.js`, 0o755)
