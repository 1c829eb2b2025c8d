import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtCli, jsonLines, runCli, testFolder } from './cli-process.js'
import { runPiped } from './terminal.js'

const cli = await builtCli()

const chat = (directory: string, parameters: readonly string[], typed = '', variables = {}) =>
  runCli(cli, ['chat', ...parameters], typed, { directory, variables })

/** The same without a process of its own, which takes a tenth of the time. */
const chatHere = (directory: string, parameters: readonly string[], typed = '') => runPiped(directory, ['chat', ...parameters], typed)

/** The command as this process was started, which the output names. */
const withoutPath = (output: string) => output.replaceAll(/node \S*main\.js/g, 'talkchart')

describe('talkchart chat', () => {
  test('leaves a support conversation in the middle and goes on with it', async () => {
    const directory = testFolder()
    const first = await chat(directory, ['customer_support', '--id', 'u1'], 'my app keeps crashing\n')
    expect(first).toMatchObject({ exitCode: 3, errorOutput: '' })
    expect(withoutPath(first.output)).toBe(`customer_support 1.0.0
Conversation u1; kept in .talkchart
To come back: talkchart chat customer_support --id u1
/help lists the commands, /quit leaves.

customer_support › Hi, welcome to support! What can I help you with today?
  you may say: Something is broken | My account | My bill
you › my app keeps crashing
  greeting → technical_support (technical)
customer_support › Sorry about the trouble. Please close the app, update it and open it again. Is it working now, or does the problem persist?

Left in technical_support. To go on: talkchart chat customer_support --id u1
`)
    const second = await chatHere(directory, ['customer_support', '--id', 'u1'], "it's still not working")
    expect(second).toMatchObject({ exitCode: 3, errorOutput: '' })
    expect(second.output).toContain('Going on with conversation u1, turn 1, in technical_support; kept in .talkchart')
    expect(second.output).toContain('you › my app keeps crashing\ncustomer_support › Sorry about the trouble.')
    expect(second.output).toContain('  technical_support → escalate (escalate)\n')
    expect(withoutPath(second.output)).toMatch(/\n\nLeft in escalate. To go on: talkchart chat customer_support --id u1\n$/)
    const third = await chatHere(directory, ['customer_support', '--id', 'u1'], 'never mind, it works now')
    expect(third).toMatchObject({ exitCode: 0, errorOutput: '' })
    expect(withoutPath(third.output)).toMatch(/\n\nThe conversation is completed. To begin another: talkchart chat customer_support\n$/)
  })

  test('takes one line as one turn: CRLF, empty lines, and a last line without an end', async () => {
    const { output, exitCode } = await chatHere(testFolder(), ['interview', '--id', 'a', '--json'], 'ready\r\n\r\n   \r\nskip\r\n\nback')
    const turns = jsonLines(output).filter(({ type }) => type === 'turn')
    expect(turns.map(({ text, transition, state }) => [text, transition, state])).toEqual([
      ['ready', 'continue', 'question_1'],
      ['skip', 'skip', 'question_2'],
      ['back', 'back', 'question_1'],
    ])
    expect(exitCode).toBe(3)
  })

  test('says why a message did what it did', async () => {
    const typed = 'the invoice is wrong\n/why\n/why 7\n/why it\n/quit\n'
    const { output, errorOutput } = await chatHere(testFolder(), ['customer_support', '--id', 'a'], `/why\n${typed}`)
    expect(output).toContain(
      'you › /why\n  Turn 1, in greeting:\n  “the [invoice] is wrong”\n  ✗ security      → security_escalation: says',
    )
    expect(output).toContain('\n  ✓ billing       → billing_support: "invoice" (says pricing')
    expect(output).toContain('\n  · (miss): not reached\n')
    expect(errorOutput).toBe(
      'Nothing has been said yet that could be explained.\nThere is no turn 7 to explain. /turns lists them.\n' +
        'Say which turn, as in /why 1; /why alone means the last one.\n',
    )
    const json = await chatHere(testFolder(), ['customer_support', '--id', 'b', '--json'], 'my bill\n/why 1\n/quit\n')
    expect(jsonLines(json.output).find(({ name }) => name === 'why')).toMatchObject({ value: { turn: 1, text: 'my bill', taken: 2 } })
  })

  test('obeys commands, and sends what begins with two slashes', async () => {
    const typed = '/state\n/usage\n/data\n/retry\n/stat\n//stat\n/quit\nyes\n'
    const { output, errorOutput, exitCode } = await chatHere(testFolder(), ['simple_greeting', '--id', 'a'], typed)
    expect(output).toContain('you › /state\n  greeting (listening), turn 0, entered 1 time\n  continue → help: says yes')
    expect(output).toContain('you › /usage\n  no model;')
    expect(output).toContain('you › /data\n  {}\n')
    expect(errorOutput).toBe(
      'Nothing has failed, so there is nothing to repeat.\n' +
        'There is no command /stat. Did you mean "/state"? /help lists them; //stat sends it as a message.\n',
    )
    expect(output).toContain('you › //stat\n  greeting: no transition fits\n')
    expect(output).not.toContain('you › yes')
    expect(exitCode).toBe(3)
  })

  test('lists the turns that can be returned to, and goes back to them', async () => {
    const typed = 'my app keeps crashing\n/turns\n/rewind 0\nmy bill is wrong\n/rewind 7\n/rewind\n/turns\n'
    const directory = testFolder()
    const { output, errorOutput } = await chatHere(directory, ['customer_support', '--id', 'a'], typed)
    expect(output).toContain('you › /turns\n  0  greeting: (the opening)\n  1  technical_support: my app keeps crashing\n')
    expect(output).toContain('you › /rewind 0\n  Back after turn 0, in greeting: Hi, welcome to support!')
    expect(output).toContain('you › my bill is wrong\n  greeting → billing_support (billing)\n')
    expect(output).toContain('  0  greeting: (the opening)\n  1  billing_support: my bill is wrong\n')
    expect(errorOutput).toBe('There is no turn 7 to go back to. /turns lists them.\nSay which turn, as in /rewind 1. /turns lists them.\n')
    const again = await chatHere(directory, ['customer_support', '--id', 'a', '--json'], '/turns\n/rewind 0\n')
    expect(jsonLines(again.output).slice(1, 3)).toEqual([
      {
        type: 'command',
        name: 'turns',
        value: [expect.objectContaining({ turn: 0 }), expect.objectContaining({ turn: 1, messageCount: 3 })],
      },
      { type: 'command', name: 'rewind', value: { turn: 0, state: 'greeting', phase: 'listening' } },
    ])
  })

  test('cancels for good', async () => {
    const directory = testFolder()
    expect(await chatHere(directory, ['simple_greeting', '--id', 'a'], '/cancel\n')).toMatchObject({ exitCode: 5 })
    const again = await chatHere(directory, ['simple_greeting', '--id', 'a'], 'yes\n')
    expect(again).toMatchObject({ exitCode: 5, errorOutput: '' })
    expect(again.output).toContain('The conversation is cancelled.')
  })

  test('ends with code 4 at a limit', async () => {
    const typed = `ready\nmuch\n${'back\nmuch\n'.repeat(3)}`
    const { output, exitCode } = await chatHere(testFolder(), ['interview', '--id', 'a'], typed)
    expect(output).toContain('question_2: limit reached (maxLoops)')
    expect(output).toContain('A limit has ended the conversation, in question_2.')
    expect(exitCode).toBe(4)
  })

  test('makes an id that can be read out, and says how to come back', async () => {
    const directory = testFolder()
    const { output } = await chatHere(directory, ['simple_greeting', '--store', 'my talks'])
    const id = /Conversation (simple_greeting-[a-z2-9]{5}); kept in my talks\n/.exec(output)?.[1]
    expect(withoutPath(output)).toContain(`To come back: talkchart chat simple_greeting --id ${id} --store 'my talks'\n`)
  })

  test('keeps nothing in memory, and tells no way back then', async () => {
    const directory = testFolder()
    const { output } = await chatHere(directory, ['simple_greeting', '--store', 'memory'], 'hello\n')
    expect(output).toContain('; kept in memory, until it stops\n/help')
    expect(output).toMatch(/\nLeft in \w+\.\n$/)
    expect(readdirSync(directory)).toEqual([])
  })

  test('counts what a model would decide as no match where nobody can be asked, and says so', async () => {
    const { output, errorOutput, exitCode } = await chatHere(testFolder(), ['dynamic_routing', '--id', 'a'], 'my bill\nmy bill!\n')
    expect(output).toContain('greeting: no transition fits')
    expect(errorOutput).toMatch(/^There is no model to answer "Which desk .*", so nothing that needs the answer holds\.\n$/)
    expect(exitCode).toBe(3)
  })

  test('shows control characters instead of obeying them', async () => {
    const directory = testFolder()
    writeFileSync(
      join(directory, 'echo.json'),
      '{"name":"echo","initialState":"a","states":{"a":{"prompt":{"say":"<{{text}}>"}, "transitions":{"x":{"type":"keyword","words":["x"]}},"nextStates":{"x":"a"}}}}',
    )
    const { output } = await chat(directory, ['echo.json', '--id', 'a'], '\u001b[2J\u0007 {{text}}\n')
    expect(output).toContain('you › �[2J� {{text}}\n')
    expect(output).toContain('echo › <�[2J� {{text}}>\n')
  })

  test('refuses a message of a megabyte, and goes on', async () => {
    const { output, errorOutput, exitCode } = await chatHere(
      testFolder(),
      ['simple_greeting', '--id', 'a', '--json'],
      `${'x'.repeat(1_000_000)}\nyes\n`,
    )
    expect(jsonLines(output).map(({ type }) => type)).toEqual(['open', 'turn', 'end'])
    expect(errorOutput).toContain('A message may have 10000 characters; this one has 1000000.')
    expect(exitCode).toBe(0)
  })

  test('is coloured only where it is wanted', async () => {
    const run = (variables: object) => chat(testFolder(), ['simple_greeting', '--id', 'a'], '', variables)
    const introducer = '\u001b['
    expect((await run({})).output).not.toContain(introducer)
    expect((await run({ FORCE_COLOR: '1' })).output).toContain(`${introducer}1m`)
    expect((await run({ FORCE_COLOR: '1', NO_COLOR: '1' })).output).not.toContain(introducer)
  })

  test('lists the ready flows when none is named', async () => {
    const { output, exitCode } = await chat(testFolder(), [])
    expect(output).toMatch(/^Ready flows:\n\n {2}appointment\n {4}\w.*\n {4}\S*appointment\.js\n/)
    expect(withoutPath(output)).toContain('\nStart one:       talkchart chat customer_support\n')
    expect(exitCode).toBe(0)
    const listed = jsonLines((await chatHere(testFolder(), ['--json'])).output)
    expect(listed).toContainEqual(
      expect.objectContaining({ type: 'flow', name: 'customer_support', description: expect.stringMatching(/\w/) }),
    )
  })

  test('tells everything in JSON', async () => {
    const { output, errorOutput } = await chatHere(
      testFolder(),
      ['support_routing', '--id', 'a', '--json'],
      '/state\nmy bill is wrong\n/nope\n',
    )
    const [open, command, turn, end] = jsonLines(output)
    expect(open).toMatchObject({ type: 'open', id: 'a', store: '.talkchart', resumed: false, phase: 'listening', turn: 0 })
    expect(command).toMatchObject({ type: 'command', name: 'state', value: { phase: 'listening', turn: 0 } })
    expect(turn).toMatchObject({ type: 'turn', text: 'my bill is wrong', turn: 1, transition: 'billing', answers: [] })
    expect(end).toMatchObject({ type: 'end', id: 'a', turns: 1 })
    expect(jsonLines(errorOutput)).toEqual(end?.['exitCode'] === 0 ? [] : [{ type: 'notice', message: expect.stringContaining('/nope') }])
  })
})

describe('a flow in a file', () => {
  const yaml = `
name: ask
initialState: a
states:
  a:
    prompt: { say: "Well?" }
    transitions: { go: { type: keyword, words: [ja], match: word } }
    nextStates: { go: b }
  b: { prompt: { say: "Good." } }
`
  const typescript = `
import { defineFlow, keyword } from 'talkchart'
interface Unused { readonly a: string }
const flow = defineFlow({
  name: 'ask', initialState: 'a',
  states: {
    a: { prompt: { say: 'Well?' }, transitions: { go: keyword(['ja']) }, nextStates: { go: 'b' } },
    b: { prompt: { say: 'Good.' } },
  },
})
`
  const files = {
    'flow.yaml': yaml,
    'flow.yml': yaml.replaceAll('\n', '\r\n'),
    'flow.json':
      '\uFEFF{"name":"ask","initialState":"a","states":{"a":{"prompt":{"say":"Well?"},"transitions":{"go":{"type":"keyword","words":["ja"]}},"nextStates":{"go":"b"}},"b":{"prompt":{"say":"Good."}}}}',
    'named.ts': `${typescript}export { flow }`,
    'default.mts': `${typescript}export default flow`,
    'machine.ts': `${typescript}import { compileFlow } from 'talkchart'\nexport const machine = compileFlow(flow)`,
    'script.js': `${typescript.replace(/^interface.*$/m, '')}export { flow }`,
  }

  test.each(Object.entries(files))('is read from %s', async (name, content) => {
    const directory = testFolder()
    writeFileSync(join(directory, name), content)
    const { output, errorOutput, exitCode } = await chatHere(directory, [name, '--id', 'a'], 'ja\n')
    expect(errorOutput).toBe('')
    expect(output).toContain('ask › Well?\nyou › ja\n  a → b (go)\nask › Good.\n')
    expect(exitCode).toBe(0)
  })
})

test('the full names of states within flows are shown, and which state goes on', async () => {
  const directory = testFolder()
  const flow = {
    name: 'shop',
    initialState: 'order',
    states: {
      order: {
        prompt: { say: 'Send it?' },
        transitions: { hours: { type: 'keyword', words: ['open'] } },
        nextStates: { hours: { call: 'hours' } },
      },
    },
    flows: { hours: { states: { told: { prompt: { say: 'Nine to five.' } } } } },
  }
  writeFileSync(join(directory, 'shop.json'), JSON.stringify(flow))
  const { output } = await chatHere(directory, ['shop.json', '--id', 'a'], 'open?\n')
  expect(output).toContain('  order → hours/told (hours)\nshop › Nine to five.\n  hours/told → order (goes on)\nshop › Send it?\n')
})

test('a machine that has what its flow alone lacks is run as it is', async () => {
  const directory = testFolder()
  const module = `import { compileFlow, defineFlow, guard } from 'talkchart'
export const flow = defineFlow({ name: 'club', initialState: 'a', states: {
  a: { prompt: { say: 'Name?' }, transitions: { member: guard('isMember') }, nextStates: { member: 'b' } }, b: { prompt: { say: 'Welcome.' } } } })
export const machine = compileFlow(flow).provide({ guards: { isMember: () => true } })`
  writeFileSync(join(directory, 'club.ts'), module)
  const { output, errorOutput, exitCode } = await chatHere(directory, ['club.ts', '--id', 'a'], 'Ada\n')
  expect(errorOutput).toBe('The flow alone lacks what the machine of its module has, so the machine runs, as it is.\n')
  expect(output).toContain('  a → b (member)\nclub › Welcome.\n')
  expect(exitCode).toBe(0)
})

describe('talkchart', () => {
  test('tells its version and how it is used', async () => {
    expect((await runCli(cli, ['--version'])).output).toMatch(/^\d+\.\d+\.\d+\n$/)
    const { output, exitCode } = await runPiped(testFolder(), [])
    expect(output).toContain('chat [options] [flow]')
    expect(exitCode).toBe(0)
    expect((await runPiped(testFolder(), ['chat', '--help'])).output).toContain('Exit code:\n  0    the conversation is completed')
  })
})
