import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { builtCli, exitOf, jsonLines, Printed, runCli, startCli, testFolder } from './cli-process.js'
import { runPiped, Terminal } from './terminal.js'

const cli = await builtCli()

/** What a chat that can not begin tells, with nothing on standard output. */
async function complaint(directory: string, parameters: readonly string[], exitCode = 1): Promise<string> {
  const terminal = new Terminal({ directory, isPiped: true })
  expect(await terminal.run('chat', ...parameters)).toBe(exitCode)
  expect(terminal.text).toBe('')
  expect(terminal.errorText).not.toMatch(/^ {4}at /m)
  return terminal.errorText
}

async function complaintAbout(name: string, content: string): Promise<string> {
  const directory = testFolder()
  writeFileSync(join(directory, name), content)
  return await complaint(directory, [name, '--id', 'a'])
}

describe('a flow that can not be found', () => {
  test.each([
    ['greet.yaml', 'There is no file greet.yaml. Did you mean greets.yaml?'],
    ['other/greet.yaml', 'There is no file other/greet.yaml. There is no folder other either.'],
    ['customer_suport', 'There is no flow named "customer_suport", and no such file. Did you mean "customer_support"?'],
    ['customer_support.ts', 'There is no file customer_support.ts. "customer_support", without an extension, is a ready flow.'],
    ['notes.txt', "notes.txt is no flow: a flow's file ends in .ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml, .yml."],
    ['none.txt', "There is no file none.txt; a flow's file ends in .ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml, .yml."],
    ['.', ". is a folder: a flow's file ends in .ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml, .yml."],
  ])('%s', async (reference, message) => {
    const directory = testFolder()
    for (const name of ['greets.yaml', 'notes.txt']) writeFileSync(join(directory, name), 'name: greets')
    expect(await complaint(directory, [reference])).toBe(`talkchart: ${message}\n`)
  })
})

describe('a file that can not be read', () => {
  test.each([
    [
      'a.yaml',
      'name: a\nstates: [\n',
      'The YAML can not be read.\na.yaml:3:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['b.yaml', 'a: &a [*a, *b]', 'The YAML can not be read.\nb.yaml: Unresolved alias'],
    ['c.json', '{"name": "a",\n "states": {},\n}', 'The JSON can not be read.\nc.json:3:1: Expected double-quoted property name.'],
    [
      'd.json',
      '{"name": "long enough",\n "words": ["one", "another",],\n "more": 1}',
      "The JSON can not be read.\nd.json:2:29: Unexpected token ']'.",
    ],
    ['e.json', '{"name": "a"', "The JSON can not be read.\ne.json:1:13: Expected ',' or '}' after property value."],
    ['f.json', '', 'The JSON can not be read.\nf.json:1:1: Unexpected end of JSON input.'],
    ['g.ts', 'export const flow = {\n  a: 1\n  b: 2,\n}\n', 'The module can not be parsed.\ng.ts:3:3: Unexpected token, expected ","'],
    ['h.ts', "import a from 'not-there'\nexport default a", "h.ts imports what is not there: Cannot find module 'not-there'."],
    ['i.js', 'const a = null\n\nexport default a.b', "i.js:3 throws while it is loaded: Cannot read properties of null (reading 'b')"],
    [
      'j.ts',
      'export const floww = 1',
      'j.ts exports no flow. It exports floww. Expected: export const flow = defineFlow({ … }), or a default export.',
    ],
  ])('%s', async (name, content, message) => {
    expect(await complaintAbout(name, content)).toMatch(new RegExp(`^talkchart: ${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
  })
})

describe('a module that can not be loaded to its end', () => {
  const flow = `export const flow = { name: 'x', initialState: 'a', states: { a: { prompt: { say: 'A.' } } } }\n`

  test.each([
    ['waits for ever', 'await new Promise(() => {})', 'does not come to the end of its loading: an await at its top level waits'],
    ['ends the process', 'process.exit(0)', 'ends the process while it is loaded.'],
  ])('since it %s fails the command', async (_name, line, message) => {
    const directory = testFolder()
    writeFileSync(join(directory, 'x.ts'), flow + line)
    const { exitCode, errorOutput } = await runCli(cli, ['check', 'x.ts'], '', { directory })
    expect(errorOutput).toContain(`talkchart: x.ts ${message}`)
    expect(exitCode).toBe(1)
  })

  test('since it goes round for ever is stopped by Ctrl-C', async () => {
    const directory = testFolder()
    writeFileSync(join(directory, 'x.ts'), `import { writeSync } from 'node:fs'\n${flow}writeSync(1, 'round')\nwhile (true) {}`)
    const running = startCli(cli, ['play', 'x.ts', '--port', '0', '--store', 'memory'], { directory })
    const exited = exitOf(running)
    await new Printed(running).shows('round')
    running.kill('SIGINT')
    await exited
  })

  test('is named when it throws later and nothing catches it', async () => {
    const directory = testFolder()
    writeFileSync(join(directory, 'x.ts'), `${flow}setTimeout(() => {\n  throw new Error('later')\n})`)
    const { exitCode, errorOutput } = await runCli(cli, ['serve', 'x.ts', '--port', '0', '--store', 'memory'], '', { directory })
    expect(errorOutput).toContain('talkchart: x.ts:3 throws, and nothing catches it: later')
    expect(exitCode).toBe(1)
  })
})

describe('a flow with faults', () => {
  const yaml = `name: x
initialState: greting
states:
  greeting:
    prompt: { say: "Hi" }
    transitions:
      go: { type: keyword, words: [go] }
    nextStates:
      go: nowhere
`
  const expected = (file: string, first: string, second: string) => `talkchart: The flow in ${file} has 2 problems.

${file}:${first}
error unknown-state at initialState
  There is no state "greting".
  expected: "greeting"
  Did you mean "greeting"?

${file}:${second}
error unknown-state at states.greeting.nextStates.go
  There is no state "nowhere".
  expected: "greeting"
`

  test('in YAML is told with lines and columns', async () => {
    expect(await complaintAbout('x.yaml', yaml)).toBe(expected('x.yaml', '2:15', '9:11'))
  })

  test('in JSON is told with lines and columns', async () => {
    const state = '{"prompt":{"say":"Hi"},"transitions":{"go":{"type":"keyword","words":["go"]}},\n"nextStates":{"go":"nowhere"}}'
    const json = `{"name":"x",\n"initialState":"greting",\n"states":{"greeting":${state}}}`
    expect(await complaintAbout('x.json', json)).toBe(expected('x.json', '2:16', '4:20'))
  })

  test('in a module is told when the module compiles it, or when it is opened', async () => {
    const source = `import { compileFlow } from 'talkchart'
export const flow = { name: 'x', initialState: 'a', states: { a: { prompt: 'nope' } } }
`
    const message = `talkchart: The flow in x.ts has a problem.

error unknown-prompt at states.a.prompt
  There is no prompt named "nope". The flow defines no prompts.
  Define it in \`prompts\`, give it by the \`prompts\` option, or write it inline: { say: "…" }.
`
    expect(await complaintAbout('x.ts', source)).toBe(message)
    expect(await complaintAbout('x.ts', `${source}export const machine = compileFlow(flow as never)`)).toBe(message)
  })

  test('is told as JSON with --json', async () => {
    const directory = testFolder()
    writeFileSync(join(directory, 'x.yaml'), yaml)
    const [error] = jsonLines(await complaint(directory, ['x.yaml', '--json']))
    expect(error).toMatchObject({
      type: 'error',
      code: 'invalid-flow',
      exitCode: 1,
      diagnostics: [{ code: 'unknown-state' }, { path: ['states', 'greeting', 'nextStates', 'go'] }],
    })
  })

  test('that needs what the command line does not have says how to give it', async () => {
    const source = `import { defineFlow, guard } from 'talkchart'
export default defineFlow({ name: 'x', initialState: 'a', states: {
  a: { prompt: { say: 'Hi' }, transitions: { vip: guard('isVip') }, nextStates: { vip: 'b' } }, b: { prompt: { say: 'Bye' } } } })`
    const message = await complaintAbout('x.ts', source)
    expect(message).toContain('the guard "isVip" is missing')
    expect(message).toContain('A module can export the machine instead of the flow')
  })
})

describe('wrong usage', () => {
  test.each([
    [['chat', '--stroe', 'x'], "unknown option '--stroe' (did you mean --store?)"],
    [['chta'], "unknown command 'chta' (did you mean chat?)"],
    [['chat', 'a', 'b'], "too many arguments for 'chat'. Expected 1 argument but got 2."],
    [['chat', '--id'], "option '--id <id>' argument missing"],
    [['chat', '--id', ' '], "option '--id <id>' argument ' ' is invalid. It is empty."],
    [['prune', '--store', ''], "option '--store <folder>' argument '' is invalid. It is empty."],
    [['drift', 'simple_greeting', '--store', ''], "option '--store <folder>' argument '' is invalid. It is empty."],
    [['coverage', 'simple_greeting', '--store', ' '], "option '--store <folder>' argument ' ' is invalid. It is empty."],
  ])('%j', async (parameters, message) => {
    const terminal = new Terminal({ directory: testFolder(), isPiped: true })
    expect(await terminal.run(...parameters)).toBe(2)
    expect(terminal.text).toBe('')
    expect(terminal.errorText).toBe(`talkchart: ${message}\ntalkchart --help tells how it is used.\n`)
  })

  test('a model without a key', async () => {
    expect(await complaint(testFolder(), ['simple_greeting', '--model', 'gpt-5-mini'], 2)).toBe(
      'talkchart: --model needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own that speaks the same protocol.\n',
    )
  })
})

/** A folder that nobody can make. */
const UNMAKEABLE = process.platform === 'linux' ? '/proc/talkchart' : process.execPath

describe('a store that can not be used', () => {
  test('a file where the folder should be', async () => {
    const directory = testFolder()
    writeFileSync(join(directory, 'taken'), '')
    expect(await complaint(directory, ['simple_greeting', '--id', 'a', '--store', 'taken'])).toBe(
      `talkchart: The file store can not use ${directory}/taken (EEXIST): a file stands where the folder should be.\n`,
    )
  })

  test.each(['chat', 'play', 'serve'])('a folder that can not be made, for %s', async (command) => {
    const terminal = new Terminal({ directory: testFolder(), isPiped: true })
    expect(await terminal.run(command, 'simple_greeting', '--store', `${UNMAKEABLE}/conversations`)).toBe(1)
    expect(terminal.errorText).toMatch(/^talkchart: The file store can not use \S+ \([A-Z]+\): .*\.\n$/)
    // Only Linux has a folder in which none can be made, and which says that the one above is not there.
    if (process.platform === 'linux')
      expect(terminal.errorText).toContain(`can not use ${UNMAKEABLE} (ENOENT): it is not there, and can not be made`)
  })

  test('a folder whose name is too long', async () => {
    const directory = testFolder()
    const name = 'x'.repeat(300)
    expect(await complaint(directory, ['simple_greeting', '--store', name])).toMatch(/\(E\w+\): .+\.\n$/)
    if (process.platform === 'linux')
      expect(await complaint(directory, ['simple_greeting', '--store', name])).toBe(
        `talkchart: The file store can not use ${directory}/${name} (ENAMETOOLONG): a name in the path is too long for the file system.\n`,
      )
  })

  test('a conversation of another flow', async () => {
    const directory = testFolder()
    await runPiped(directory, ['chat', 'simple_greeting', '--id', 'a'])
    expect(await complaint(directory, ['interview', '--id', 'a'])).toBe(
      'talkchart: Conversation "a" is one with the flow simple_greeting, not with interview.\nAnother --id begins a new conversation.\n',
    )
  })

  test('a conversation in a state that the flow no longer has', async () => {
    const directory = testFolder()
    const flow = (state: string) => ({
      name: 'x',
      initialState: state,
      states: {
        [state]: { prompt: { say: 'Hi' }, transitions: { go: { type: 'keyword', words: ['go'] } }, nextStates: { go: 'end' } },
        end: { prompt: { say: 'Bye' } },
      },
    })
    writeFileSync(join(directory, 'x.json'), JSON.stringify(flow('old')))
    await runPiped(directory, ['chat', 'x.json', '--id', 'a'])
    writeFileSync(join(directory, 'x.json'), JSON.stringify(flow('new')))
    expect(await complaint(directory, ['x.json', '--id', 'a'])).toMatch(
      /^talkchart: Conversation "a" stands in state "old" of flow "x".*\nAnother --id begins a new conversation\.\n$/,
    )
  })

  test('a damaged record', async () => {
    const directory = testFolder()
    await runPiped(directory, ['chat', 'simple_greeting', '--id', 'a'])
    const folder = join(directory, '.talkchart', 'id-a')
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"broken":')
    const message = await complaint(directory, ['simple_greeting', '--id', 'a'])
    expect(message).toMatch(/^talkchart: Conversation "a" is damaged at revision 1: .* Nothing was changed\. No earlier revision is whole/)
  })

  test('a conversation that went on elsewhere', async () => {
    const directory = testFolder()
    const first = startCli(cli, ['chat', 'interview', '--id', 'a'], { directory })
    await new Printed(first).shows('Are you ready?')
    await runCli(cli, ['chat', 'interview', '--id', 'a'], 'ready\n', { directory })
    let complaints = ''
    first.stderr.on('data', (chunk) => {
      complaints += String(chunk)
    })
    const exited = exitOf(first)
    first.stdin.end('yes\n')
    expect(await exited).toBe(1)
    expect(complaints).toMatch(
      /^talkchart: Conversation "a" was gone on with elsewhere in the meantime; your last message was not taken\.\nSee where it stands: .* chat interview --id a\n$/,
    )
    const loaded = await fileStore(join(directory, '.talkchart')).load('a')
    expect(loaded?.messages.filter(({ message }) => message.role === 'user').map(({ message }) => message.text)).toEqual(['ready'])
  })
})

test('a fault of talkchart itself asks to be reported, with its stack', async () => {
  const directory = testFolder()
  writeFileSync(
    join(directory, 'late.ts'),
    // Nothing in its stack is the author's.
    `setTimeout(() => { throw Object.assign(new Error('late'), { stack: 'Error: late\\n    at elsewhere (node:fs:1:1)' }) }, 0)
export const flow = { name: 'x', initialState: 'a', states: { a: { prompt: { say: 'Hi' } } } }`,
  )
  const { errorOutput, exitCode } = await runCli(cli, ['chat', 'late.ts', '--id', 'a'], '', { directory })
  expect(errorOutput).toMatch(/^talkchart: late\nThis is a bug in talkchart, please report it with the lines below\.\nError: late\n {4}at /)
  expect(exitCode).toBe(70)
})
