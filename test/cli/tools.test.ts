import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../packaging/repository.js'
import { builtCli, runCli, testFolder } from './cli-process.js'
import { runPiped } from './terminal.js'

const cli = await builtCli()

/** Runs a command on files, without a process of its own. */
async function run(files: Readonly<Record<string, string>>, parameters: readonly string[], typed = '', directory = testFolder()) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return { ...(await runPiped(directory, parameters, typed)), directory }
}

const MACHINE = `import { compileFlow, keyword } from 'talkchart'
export const machine = compileFlow({ name: 'ask', version: '2.3.4', initialState: 'a', states: {
  a: { prompt: { say: 'Well?' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'b' } }, b: { prompt: { say: 'Good.' } } } })`

test('a machine alone shows the version of its flow', async () => {
  const { output, errorOutput } = await run({ 'machine.ts': MACHINE }, ['chat', 'machine.ts', '--id', 'a'], 'go\n')
  expect(errorOutput).toBe('')
  expect(output).toMatch(/^ask 2\.3\.4\n/)
})

test('drift refuses a renamed state that is not in the new version', async () => {
  const directory = testFolder()
  await run({ 'machine.ts': MACHINE }, ['chat', 'machine.ts', '--id', 'a'], '', directory)
  const { exitCode, errorOutput } = await run({}, ['drift', 'machine.ts', '--renamed', 'old=neww'], '', directory)
  expect(errorOutput).toMatch(/^talkchart: --renamed leads to "neww", which is no state of the new version\. /)
  expect(exitCode).toBe(2)
})

test('what a module logs does not break --json', async () => {
  const module = `console.log('loading')\nconsole.info({ a: 1 })\n${MACHINE.replace('machine = compileFlow(', 'flow = (')}`
  const directory = testFolder()
  writeFileSync(join(directory, 'flow.ts'), module)
  const { output, errorOutput } = await runCli(cli, ['check', 'flow.ts', '--json'], '', { directory })
  expect(JSON.parse(output)).toMatchObject({ passed: true, flows: [{ flow: 'flow.ts' }] })
  expect(errorOutput).toContain('loading')
})

test("--debug shows the author's own stack, and the message names the line that throws", async () => {
  const files = {
    'helper.ts': "export function fail(): never {\n  throw new Error('no key')\n}\n",
    'flow.ts': "import { fail } from './helper.ts'\n\nexport const flow = fail()\n",
  }
  const { errorOutput, directory } = await run(files, ['check', 'flow.ts', '--debug'])
  expect(errorOutput).toContain('no key')
  expect(errorOutput).toMatch(/helper\.ts:2\b/)
  expect(errorOutput).toContain(`at fail (${join(directory, 'helper.ts')}`)
})

test('a failure that the flow handles invites no retry', async () => {
  const module = `import { compileFlow, defineFlow, keyword } from 'talkchart'
import { fromPromise } from 'xstate'
export const flow = defineFlow({ name: 'pay', initialState: 'a', states: {
  a: { prompt: { say: 'Pay?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'paying' } },
  paying: { prompt: { say: 'One moment.' }, invoke: { src: 'pay', onError: 'c' }, advanceTo: 'b' },
  b: { prompt: { say: 'Paid.' } }, c: { prompt: { say: 'That did not work.' } } } })
export const machine = compileFlow(flow, { actors: { pay: fromPromise(async () => { throw new Error('declined') }) } })`
  const directory = testFolder()
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'), 'junction')
  const { output, errorOutput } = await run({ 'pay.ts': module }, ['chat', 'pay.ts', '--id', 'a'], 'yes\n', directory)
  expect(output).toContain('That did not work.')
  expect(output + errorOutput).toContain('declined')
  expect(output + errorOutput).not.toContain('/retry')
})
