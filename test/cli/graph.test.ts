import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from './cli-process.js'
import { runPiped } from './terminal.js'

const graph = (parameters: readonly string[], directory = testFolder()) => runPiped(directory, ['graph', ...parameters])

describe('talkchart graph', () => {
  test('draws a ready flow as Mermaid', async () => {
    const { exitCode, output, errorOutput } = await graph(['simple_greeting', '--names'])
    expect(errorOutput).toBe('')
    expect(output).toContain('  greeting_ -->|"continue"| help_\n')
    expect(exitCode).toBe(0)
  })

  test('draws a picture into a file', async () => {
    const directory = testFolder()
    const { exitCode, output } = await graph(['simple_greeting', '--format', 'svg', '--output', 'greeting.svg'], directory)
    expect(output).toBe('Written to greeting.svg\n')
    expect(readFileSync(join(directory, 'greeting.svg'), 'utf8')).toMatch(/<svg .*<\/svg>\n$/s)
    expect(exitCode).toBe(0)
  })

  test('writes the config for Stately', async () => {
    const { output } = await graph(['simple_greeting', '--format', 'stately'])
    expect(JSON.parse(output)).toMatchObject({ id: 'simple_greeting', states: { greeting: { initial: 'responding' } } })
  })

  test('writes the machine as TypeScript', async () => {
    const { output } = await graph(['simple_greeting', '--format', 'source'])
    expect(output).toContain("from 'talkchart/runtime'")
    expect(output).toContain('export const machine = setup({')
  })

  test('writes a flow of YAML with fields as TypeScript', async () => {
    const directory = testFolder()
    writeFileSync(
      join(directory, 'inn.yaml'),
      [
        'name: inn',
        'initialState: ask',
        'fields: { day: { ask: { say: "When?" }, from: date }, code: { ask: { say: "Your code?" }, from: { regex: "[A-Z]{2}" } } }',
        'states: { ask: { collect: [day, code], nextStates: { collected: done } }, done: { prompt: { say: "{{day}}, {{code}}" } } }',
      ].join('\n'),
    )
    const { output, exitCode } = await graph(['inn.yaml', '--format', 'source'], directory)
    expect(output).toContain("const fields = fieldParts({ flow: facts, sources: { day: fromDate(), code: fromRegex('[A-Z]{2}') } })")
    expect(exitCode).toBe(0)
  })

  test('shows a path, and leaves out what is not asked for', async () => {
    const { output } = await graph([
      'customer_support',
      '--highlight',
      'greeting',
      'escalate',
      '--hide',
      'limit',
      'noMatch',
      '--direction',
      'LR',
    ])
    expect(output).toMatch(/^flowchart LR\n/)
    expect(output).toContain('escalate_("escalate"):::highlighted')
    expect(output).not.toMatch(/limit:|no match/)
  })

  test('lets a path walk through a picture in the colours of the reader', async () => {
    const directory = testFolder()
    const { output: paths } = await runPiped(directory, ['paths', 'simple_greeting', '--json'])
    writeFileSync(join(directory, 'paths.json'), paths)
    const options = ['--format', 'svg', '--theme', 'auto', '--labels', 'none', '--walk', 'paths.json']
    const { output, errorOutput, exitCode } = await graph(['simple_greeting', ...options], directory)
    expect(errorOutput).toBe('')
    expect(output).toContain('prefers-color-scheme:dark')
    expect(output).toContain('@keyframes')
    expect(exitCode).toBe(0)
  })

  test.each([
    [['simple_greeting', '--theme', 'auto'], 2, '--theme is for pictures: add --format svg.'],
    [['simple_greeting', '--walk', 'paths.json'], 2, '--walk is for pictures: add --format svg.'],
    [['simple_greeting', '--names', '--labels', 'none'], 2, '--names is the same as --labels names, not none.'],
    [['simple_greeting', '--format', 'svg', '--walk', 'paths.json'], 1, 'The paths in paths.json can not be read'],
    [['simple_greeting', '--highlight', 'gretting'], 2, 'There is no state "gretting" to highlight. Did you mean "greeting"?'],
    [['simple_greeting', '--format', 'png'], 2, "'png' is invalid"],
    [['simple_greeting', '--output', 'no/such/folder.mmd'], 1, 'no/such/folder.mmd can not be written (ENOENT).'],
    [['missing.yaml'], 1, 'There is no file missing.yaml.'],
  ])('refuses %j', async (parameters, expected, message) => {
    const { exitCode, errorOutput } = await graph(parameters)
    expect(errorOutput).toContain(message)
    expect(exitCode).toBe(expected)
  })

  test('tells where a flow can not be compiled', async () => {
    const directory = testFolder()
    writeFileSync(join(directory, 'faulty.yaml'), 'name: faulty\ninitialState: start\nstates:\n  start:\n    prompt: nowhere\n')
    const { exitCode, errorOutput } = await graph(['faulty.yaml'], directory)
    expect(errorOutput).toContain('faulty.yaml:5:13')
    expect(exitCode).toBe(1)
  })
})
