import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from './cli-process.js'
import { folderWith, shortFlow } from './short-flow.js'
import { runPiped as run } from './terminal.js'

describe('talkchart paths', () => {
  test('tells each conversation and what it shows', async () => {
    const { exitCode, output } = await run(folderWith({ 'short.yaml': shortFlow('work') }), ['paths', 'short.yaml'])
    expect(output).toContain('ask → work (completed): "yes"\n')
    expect(output).toContain('  ask: agreed, says "yes"\n')
    expect(output).toMatch(/short: 6 paths, 6 steps, \d+ of \d+ shown\n$/)
    expect(exitCode).toBe(0)
  })

  test('refuses more paths than allowed', async () => {
    const { exitCode, errorOutput } = await run(testFolder(), ['paths', 'dynamic_routing', '--max-paths', '5'])
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
    const directory = folderWith({ 'short.yaml': shortFlow('work'), 'changed.yaml': shortFlow('end') })
    const { output: kept } = await run(directory, ['paths', 'short.yaml', '--json'])
    writeFileSync(join(directory, 'kept.json'), kept)
    expect(await run(directory, ['test', 'short.yaml', '--paths', 'kept.json'])).toMatchObject({ exitCode: 0 })
    const { exitCode, output } = await run(directory, ['test', 'changed.yaml', '--paths', 'kept.json'])
    expect(output).toContain('At step 1 of 1, in state "ask" ("yes")\n  expected: state "work"')
    expect(output).toContain('short: 4 failed, 2 passed')
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

describe('talkchart test --mutate', () => {
  const files = { 'short.yaml': shortFlow('work') }

  test('tells the score, and what to say to find what survived', async () => {
    const { exitCode, output } = await run(folderWith(files), ['test', 'short.yaml', '--mutate', '--coverage', 'transitions'])
    expect(output).toMatch(/^survived; no path says this:\n/)
    expect(output).toMatch(/ {2}ask: refused: ignoreNegated true {2}".*no.*" leads to /)
    expect(output).toMatch(/short: \d+ of \d+ mutants killed, [\d.]+ % \(\d+ equivalent, \d+ not compiled\)\n$/)
    expect(exitCode).toBe(0)
  })

  test('fails below a threshold, which a build can stop at', async () => {
    const { exitCode, errorOutput } = await run(folderWith(files), ['test', 'short.yaml', '--mutate', '--threshold', '100'])
    expect(errorOutput).toMatch(/^[\d.]+ % of the mutants were killed, which is below 100 %\.\n$/)
    expect(exitCode).toBe(1)
  })

  test('tells a score below a threshold by so many digits that it is below', async () => {
    const args = ['test', 'short.yaml', '--mutate', '--coverage', 'transitions']
    const { output } = await run(folderWith(files), [...args, '--json'])
    const threshold = JSON.parse(output).score + 0.01
    const { exitCode, errorOutput } = await run(folderWith(files), [...args, '--threshold', String(threshold)])
    expect(Number(errorOutput.split(' ')[0])).toBeLessThan(threshold)
    expect(exitCode).toBe(1)
    expect(await run(folderWith(files), [...args, '--threshold', '0'])).toMatchObject({ exitCode: 0 })
  })

  test('changes one state only, and writes JSON', async () => {
    const { output } = await run(folderWith(files), ['test', 'short.yaml', '--mutate', '--only', 'end', '--json'])
    const { mutants } = JSON.parse(output)
    expect(mutants.map(({ state }: { readonly state: string }) => state)).toEqual(['end'])
  })

  test('knows states that there are not, and options that stand alone', async () => {
    const unknown = await run(folderWith(files), ['test', 'short.yaml', '--mutate', '--only', 'nowhere'])
    expect(unknown).toMatchObject({ exitCode: 1, errorOutput: expect.stringContaining('in the state "nowhere"') })
    const misspelt = await run(folderWith(files), ['test', 'short.yaml', '--mutate', '--only', 'asks'])
    expect(misspelt).toMatchObject({ exitCode: 1, output: '', errorOutput: expect.stringContaining('Did you mean "ask"?') })
    expect(await run(folderWith(files), ['test', 'short.yaml', '--threshold', '80'])).toMatchObject({ exitCode: 2 })
  })
})

describe('talkchart score', () => {
  const messages = 'text,expected\n"yes, let us",agreed\nsure,work\nno,refused\nnever ever,refused\n"a sure thing, no",refused\nhm,\n'
  const files = { 'short.yaml': shortFlow('work'), 'said.csv': messages }

  test('tells what is right, misrouted by which words, and without a match', async () => {
    const { exitCode, output } = await run(folderWith(files), ['score', 'short.yaml', 'said.csv'])
    expect(output).toContain('6 messages: 3 right, 1 misrouted, 1 without a match (66.7 % as expected)\n')
    expect(output).toContain('"a sure thing, no" fires agreed by "sure", not refused\n')
    expect(exitCode).toBe(0)
  })

  test('fails below a threshold, which a build can stop at', async () => {
    const { exitCode, errorOutput } = await run(folderWith(files), ['score', 'short.yaml', 'said.csv', '--threshold', '70'])
    expect(errorOutput).toBe('66.7 % of the messages did what they should, which is below 70 %.\n')
    expect(exitCode).toBe(1)
  })

  test('reads JSON Lines and YAML, and writes JSON and Markdown', async () => {
    const folder = folderWith({
      ...files,
      'said.jsonl': '{"text":"yes","expected":"agreed"}\n',
      'said.yaml': '- { text: "no", expected: end }\n',
    })
    const { output } = await run(folder, ['score', 'short.yaml', 'said.jsonl', '--json'])
    expect(JSON.parse(output)).toMatchObject({ rows: 1, right: 1, confusion: { agreed: { agreed: 1 } } })
    expect((await run(folder, ['score', 'short.yaml', 'said.yaml', '--markdown'])).output).toContain('| expected \\ fired | refused |')
  })

  test('names a row that expects what the flow does not have', async () => {
    const { exitCode, errorOutput } = await run(folderWith({ ...files, 'bad.csv': 'text,expected\nyes,agred\n' }), [
      'score',
      'short.yaml',
      'bad.csv',
    ])
    expect(errorOutput).toContain('bad.csv: Row 1 expects "agred"')
    expect(exitCode).toBe(1)
  })
})
