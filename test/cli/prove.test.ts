import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, shortFlow } from './short-flow.js'
import { Terminal } from './terminal.js'

async function run(directory: string, parameters: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const terminal = new Terminal({ directory, isPiped: true, variables })
  const exitCode = await terminal.run(...parameters)
  return { exitCode, output: terminal.text, errorOutput: terminal.errorText }
}

const rules = `${shortFlow('work')}properties:
  work-needs-agreement: { never: work, until: { transition: ask.agreed } }
  ends-once: { atMost: 1, of: { end: true } }
`

test('proves the properties of a flow', async () => {
  const { exitCode, output } = await run(folderWith({ 'short.yaml': rules }), ['prove', 'short.yaml'])
  expect(output).toMatch(/^✓ work-needs-agreement {2}proved: \d+ moments/)
  expect(output).toContain('short: 2 proved, 0 violated, 0 undecided\n')
  expect(exitCode).toBe(0)
})

test('shows the talk that breaks one, and where', async () => {
  const directory = folderWith({ 'short.yaml': rules.replace('until: { transition: ask.agreed }', 'until: { transition: ask.refused }') })
  const { exitCode, output } = await run(directory, ['prove', 'short.yaml', '--only', 'work-needs-agreement'])
  expect(output).toBe(`✗ work-needs-agreement  violated
    bot   Shall we?
    user  "yes"  ask → work → (completed)   ← never work, until ask.refused
    bot   Here we go.
short: 0 proved, 1 violated, 0 undecided
`)
  expect(exitCode).toBe(1)
})

test('gives talks as paths that can be kept and run', async () => {
  const directory = folderWith({ 'short.yaml': rules.replace('ask.agreed }', 'ask.refused }') })
  const { output } = await run(directory, ['prove', 'short.yaml', '--json'])
  const { verdicts, violated } = JSON.parse(output)
  expect(violated).toBe(1)
  const { path } = verdicts[0].talk
  for (const kept of [path, [path], JSON.parse(output)]) {
    writeFileSync(join(directory, 'kept.json'), JSON.stringify(kept))
    const { exitCode, output: told } = await run(directory, ['test', 'short.yaml', '--paths', 'kept.json'])
    expect([exitCode, told]).toEqual([0, 'short: 1 path passed\n'])
  }
})

test('says what to do about a way that nothing is known to take', async () => {
  const flow = shortFlow('work').replace('transitions: {', 'transitions: { low: { type: sentiment, sentiment: negative, threshold: 0.99 },')
  const low = `${flow.replace('nextStates: {', 'nextStates: { low: low,')}  low: {}\nproperties: { glad: { never: low } }\n`
  const { exitCode, output } = await run(folderWith({ 'low.yaml': low }), ['prove', 'low.yaml'])
  expect(output).toContain(`? glad  undecided: Nothing is known to be said that takes ask → low (low).
  Give it words that can be said, or allow it: metadata: { allow: ['property:glad'] }
`)
  expect(exitCode).toBe(2)
})

test('passes over what is known, and says when it need not be', async () => {
  const known = `${rules.replace('ask.agreed }', 'ask.refused }')}metadata: { allow: ['property:work-needs-agreement', 'property:ends-once'] }\n`
  const { exitCode, output } = await run(folderWith({ 'short.yaml': known }), ['prove', 'short.yaml'])
  expect(output).toMatch(/^i work-needs-agreement {2}known: violated\n/)
  expect(output).toContain('warning allowed-but-proved: remove "property:ends-once" from metadata.allow\n')
  expect(exitCode).toBe(0)
})

test('warns of a proof that says nothing', async () => {
  const files = { 'short.yaml': shortFlow('work'), 'rules.yaml': 'once: { atMost: 2, of: { limit: maxTurns } }\n' }
  const { exitCode, output } = await run(folderWith(files), ['prove', 'short.yaml', '--properties', 'rules.yaml'])
  expect(output).toMatch(/^✓ once {2}proved: \d+ moments\n {2}warning idle: What stands under `of` never happens\.\n/)
  expect(exitCode).toBe(0)
})

test('tells what is undecided by exit code 2, which may be allowed', async () => {
  const files = { 'short.yaml': shortFlow('work'), 'rules.yaml': 'short-talks: { atMost: 30, of: user }\n' }
  const limited = { ...files, 'short.yaml': `${files['short.yaml'].replace('agreed: work', 'agreed: ask')}maxTurns: 3\n` }
  const command = ['prove', 'short.yaml', '--properties', 'rules.yaml', '--max-moments', '2']
  const { exitCode, output } = await run(folderWith(limited), command)
  expect(output).toMatch(/^\? short-talks {2}undecided: /)
  expect(exitCode).toBe(2)
  expect(await run(folderWith(limited), [...command, '--allow-undecided'])).toMatchObject({ exitCode: 0 })
})

test('asks a flow without properties those of every flow, which do not count', async () => {
  const lost = `${shortFlow('work')}  lost: { prompt: { say: Nobody comes here. } }\n`
  const directory = folderWith({ 'short.yaml': lost, 'strict.yaml': `${lost}prove: [never-entered]\n` })
  const { exitCode, output } = await run(directory, ['prove', 'short.yaml'])
  expect(output).toContain('i never-entered: lost  no talk enters it\n')
  expect(output).toContain('✓ never-entered  3 states are entered by some talk\n')
  expect(exitCode).toBe(0)
  expect(await run(directory, ['prove', 'strict.yaml', '--only', 'never-entered'])).toMatchObject({ exitCode: 1 })
})

test('names every mistake in a property by its place, with exit code 3', async () => {
  const files = {
    'short.yaml': rules,
    'bad.yaml': rules.replace('ask.agreed }', 'ask.agred }'),
    'rules.yaml': 'a: { nevr: work }\nb: { never: wrok }\n',
  }
  const directory = folderWith(files)
  const inFlow = await run(directory, ['prove', 'bad.yaml'])
  expect(inFlow.errorOutput).toContain('bad.yaml:11:61\nerror unknown-transition at properties["work-needs-agreement"].until.transition')
  const inFile = await run(directory, ['prove', 'short.yaml', '--properties', 'rules.yaml'])
  expect(inFile.errorOutput).toContain('The properties in rules.yaml have 2 problems.\n\nrules.yaml:1:4\n')
  expect(inFile.errorOutput).toContain('Did you mean "never"?')
  expect([inFlow.exitCode, inFile.exitCode]).toEqual([3, 3])
})

test('says what stands where the file of properties should be, and refuses a search that looks at nothing', async () => {
  const directory = folderWith({ 'short.yaml': rules })
  const inFolder = await run(directory, ['prove', 'short.yaml', '--properties', '.'])
  expect(inFolder).toMatchObject({ exitCode: 3, errorOutput: expect.stringContaining('. is a folder, and no file of properties.') })
  writeFileSync(join(directory, 'list.yaml'), 'properties: [{ never: work }]')
  const listed = await run(directory, ['prove', 'short.yaml', '--properties', 'list.yaml'])
  expect(listed.errorOutput).toContain(
    'list.yaml holds no properties. Expected { NAME: { never: … } }, by name; this is [{"never":"work"}].',
  )
  const nothing = await run(directory, ['prove', 'short.yaml', '--max-moments', '0'])
  expect(nothing).toMatchObject({ exitCode: 2, errorOutput: expect.stringContaining('no whole number from 1 on') })
})

test('says that a file of properties is not there, without the words of the system', async () => {
  const { exitCode, errorOutput } = await run(folderWith({ 'short.yaml': rules }), ['prove', 'short.yaml', '--properties', 'rules.yaml'])
  expect(errorOutput).toContain('There is no file rules.yaml.')
  expect(errorOutput).not.toContain('ENOENT')
  expect(exitCode).toBe(3)
})

test('lists the names of a flow where nothing comes close to what was written', async () => {
  const directory = folderWith({ 'short.yaml': rules, 'rules.yaml': 'odd: { never: paid }' })
  const { exitCode, errorOutput } = await run(directory, ['prove', 'short.yaml', '--properties', 'rules.yaml'])
  expect(errorOutput).toContain('It has "ask", "work" and "end".')
  expect(exitCode).toBe(3)
})
