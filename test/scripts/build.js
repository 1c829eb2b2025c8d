import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { compile, root } from './run.js'

const SCHEMA = 'definition/flow.schema.json'

// A file that was renamed in the source must not live on in the package.
rmSync(`${root}dist`, { recursive: true, force: true })
for (const project of ['src', 'machines']) {
  if (compile('-p', project) !== 0) process.exit(1)
}
copyFileSync(`${root}src/${SCHEMA}`, `${root}dist/${SCHEMA}`)
chmodSync(`${root}dist/cli/main.js`, 0o755)
