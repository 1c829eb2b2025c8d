import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runModules } from './example-project.js'

/** Modules that share a process with what goes wrong, and what is said about each. */
const CASES = [
  ['prints', `console.log('one')`, true, /^one$/],
  ['throws', `console.log('two'); throw new RangeError('too far')`, false, /^two\nRangeError: too far[\s\S]*throws\.ts:1/],
  ['rejects-later', `setTimeout(() => Promise.reject(new Error('too late')), 5)`, false, /^Error: too late/],
  ['exits', `console.log('three'); process.exit(0)`, false, /^three\nIt ended the process\.$/],
  ['sets-the-exit-code', `process.exitCode = 3`, false, /^It set the exit code 3\.$/],
  ['waits-for-ever', `await new Promise(() => undefined)`, false, /^It waits for something that never comes\.$/],
  ['kills', `process.kill(process.pid, 'SIGKILL')`, false, /^The process ended by SIGKILL\./],
  ['keeps-open', `import { createServer } from 'node:net'; createServer().listen(0)`, false, /^It keeps the process open: .*TCPServerWrap/],
  ['prints-at-the-end', `process.stdout.write('four')`, true, /^four$/],
] as const

test('each module fails for itself, whatever it does to the process that it shares', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-modules-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const results = await runModules(
    folder,
    CASES.map(([name, code]) => ({ name, code })),
  )
  expect([...results.keys()]).toEqual(CASES.map(([name]) => name))
  for (const [name, , isRight, output] of CASES) {
    expect(results.get(name), name).toEqual({ isRight, output: expect.stringMatching(output) })
  }
})
