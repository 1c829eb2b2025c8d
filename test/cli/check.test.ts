import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from './cli-process.js'
import { runPiped } from './terminal.js'

const FAULTY = `name: example
initialState: start
states:
  start:
    prompt: { say: Is it fixed now? }
    transitions: { fixed: { type: keyword, words: [fixed] } }
    nextStates: { fixed: done }
    noMatch: { to: done }
  done:
    prompt: { say: Goodbye. }
`
const BROKEN = '{\n  "name": "example",\n  "initialState": "nowhere",\n  "states": { "start": { "prompt": { "say": "Hello" } } }\n}\n'

function check(files: Readonly<Record<string, string>>, parameters: readonly string[]) {
  const directory = testFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return runPiped(directory, ['check', ...parameters])
}

describe('talkchart check', () => {
  test('shows a diagnostic at its place in the file, with what to do', async () => {
    const { exitCode, output } = await check({ 'faulty.yaml': FAULTY }, ['faulty.yaml'])
    expect(output).toBe(`faulty.yaml:6:27
warning negated-keyword at states.start.transitions.fixed
  "not fixed" fires "fixed": its keyword "fixed" counts although it is negated, and the conversation ends in "done".
  utterance: "not fixed"
  Say ignoreNegated: true, or give "not fixed" to another transition, to which "fixed" then yields.
  6 |     transitions: { fixed: { type: keyword, words: [fixed] } }
    |                           ^

faulty.yaml: 1 warning
  model calls: at most 0 to open, 0 in a turn, at most 0 in a conversation
  loops: none

`)
    expect(exitCode).toBe(0)
  })

  test('fails on more warnings than are allowed', async () => {
    const { exitCode, output } = await check({ 'faulty.yaml': FAULTY }, ['faulty.yaml', '--max-warnings', '0'])
    expect(exitCode).toBe(1)
    expect(output).toContain('More warnings than the 0 of --max-warnings.')
  })

  test('fails on errors, and goes on with the other flows', async () => {
    const { exitCode, output } = await check({ 'broken.json': BROKEN }, ['broken.json', 'missing.json', 'simple_greeting'])
    expect(exitCode).toBe(1)
    expect(output).toContain('broken.json:3:19\nerror unknown-state at initialState')
    expect(output).toContain('missing.json\nerror There is no file missing.json.')
    expect(output).toContain('simple_greeting: nothing to mend')
    expect(output).toContain('3 flows: 2 errors')
  })

  test('writes one JSON object with lines and columns', async () => {
    const { exitCode, output } = await check({ 'faulty.yaml': FAULTY }, ['faulty.yaml', '--json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(output)).toMatchObject({
      passed: true,
      counts: { error: 0, warning: 1, info: 0 },
      flows: [{ flow: 'faulty.yaml', loops: [], diagnostics: [{ code: 'negated-keyword', line: 6, column: 27, witness: 'not fixed' }] }],
    })
  })

  test('shows notes when asked to', async () => {
    const quiet = await check({}, ['interview'])
    expect(quiet.output).toContain('interview: 2 notes')
    expect(quiet.output).toContain('Notes are shown with --info.')
    expect((await check({}, ['interview', '--info'])).output).toContain('info yield at states.question_1.transitions.answered')
  })

  test('says what is wrong with a flow that is not there, and with no flow', async () => {
    const missing = await check({}, ['simple_greting'])
    expect(missing).toMatchObject({ exitCode: 1, output: '' })
    expect(missing.errorOutput).toContain('Did you mean "simple_greeting"?')
    expect(await check({}, [])).toMatchObject({ exitCode: 2 })
    expect(await check({}, ['interview', '--max-warnings', 'many'])).toMatchObject({ exitCode: 2 })
  })
})
