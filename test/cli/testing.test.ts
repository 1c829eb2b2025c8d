import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { buildCli, runCli, testFolder } from './cli-process.js'

const cli = await buildCli()
afterAll(cli.remove)

const run = (directory: string, parameters: readonly string[], typed = '') => runCli(cli, parameters, typed, { directory })

const flow = (target: string) => `name: short
initialState: ask
states:
  ask:
    prompt: { say: Shall we? }
    transitions: { agreed: { type: keyword, words: ["yes", sure] }, refused: { type: keyword, words: ["no"] } }
    nextStates: { agreed: ${target}, refused: end }
  work: { prompt: { say: Here we go. } }
  end: { prompt: { say: Bye. } }
`

function folderWith(files: Readonly<Record<string, string>>): string {
  const directory = testFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

describe('talkchart paths', () => {
  test('tells each conversation and what it shows', async () => {
    const { exitCode, output } = await run(folderWith({ 'short.yaml': flow('work') }), ['paths', 'short.yaml'])
    expect(output).toContain('ask → work (completed): "yes"\n')
    expect(output).toContain('  ask: agreed, says "yes"\n')
    expect(output).toMatch(/short: 3 paths, 3 steps, \d+ of \d+ shown\n$/)
    expect(exitCode).toBe(0)
  })

  test('refuses more paths than allowed', async () => {
    const { exitCode, errorOutput } = await run(testFolder(), ['paths', 'customer_support', '--max-paths', '5'])
    expect(errorOutput).toContain('takes more than 5 paths')
    expect(exitCode).toBe(1)
  })
})

describe('talkchart test', () => {
  test('passes on a ready flow', async () => {
    const { exitCode, output } = await run(testFolder(), ['test', 'simple_greeting'])
    expect(output).toMatch(/^simple_greeting: \d+ paths passed\n$/)
    expect(exitCode).toBe(0)
  })

  test('finds what a change has led elsewhere, by paths that were kept', async () => {
    const directory = folderWith({ 'short.yaml': flow('work'), 'changed.yaml': flow('end') })
    const { output: kept } = await run(directory, ['paths', 'short.yaml', '--json'])
    writeFileSync(join(directory, 'kept.json'), kept)
    expect(await run(directory, ['test', 'short.yaml', '--paths', 'kept.json'])).toMatchObject({ exitCode: 0 })
    const { exitCode, output } = await run(directory, ['test', 'changed.yaml', '--paths', 'kept.json'])
    expect(output).toContain('At step 1 of 1, in state "ask" ("yes")\n  expected: state "work"')
    expect(output).toContain('short: 2 failed, 1 passed')
    expect(exitCode).toBe(1)
  })

  test('says what is wrong with a file of paths', async () => {
    const { exitCode, errorOutput } = await run(folderWith({ 'kept.json': '[]' }), ['test', 'simple_greeting', '--paths', 'kept.json'])
    expect(errorOutput).toContain('kept.json holds no paths.')
    expect(exitCode).toBe(1)
  })
})

describe('talkchart coverage', () => {
  test('measures what chats have come to', async () => {
    const directory = testFolder()
    await run(directory, ['chat', 'simple_greeting', '--id', 'a', '--store', 'kept'], 'yes\n')
    const { exitCode, output } = await run(directory, ['coverage', 'simple_greeting', '--store', 'kept'])
    expect(output).toContain('simple_greeting: 1 conversation\n  states       100 %  2 of 2\n')
    expect(exitCode).toBe(0)
  })

  test('fails below a threshold, and reads transcripts', async () => {
    const directory = folderWith({ 'monday.json': '[{ "role": "assistant", "text": "Hello!", "state": "greeting" }]' })
    const measured = await run(directory, ['coverage', 'simple_greeting', 'monday.json', '--threshold', '80', '--format', 'lcov'])
    expect(measured).toMatchObject({ exitCode: 1, errorOutput: 'The coverage is below 80 %.\n' })
    expect(measured.output).toContain('FNF:2\nFNH:1\n')
  })

  test('needs something to measure', async () => {
    expect(await run(testFolder(), ['coverage', 'simple_greeting'])).toMatchObject({ exitCode: 2 })
    expect((await run(testFolder(), ['coverage', 'simple_greeting', '--store', 'nowhere'])).errorOutput).toContain(
      'There is no store at nowhere.',
    )
  })
})
