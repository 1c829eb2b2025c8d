import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { testFolder } from './cli-process.js'
import { Terminal } from './terminal.js'

const CTRL_C = '\u0003'

/** A flow that asks everything a model can be asked. */
const desk = `
name: desk
initialState: greeting
states:
  greeting:
    prompt: { say: What is it about? }
    extract:
      type: extract
      fields:
        age: { type: integer }
        plan: { type: string, enum: [free, pro] }
        tags: { type: array, items: { type: string } }
    transitions:
      urgent: { type: llmClassifier, prompt: Is it urgent?, targetClass: "yes" }
      angry: { type: llmClassifier, prompt: What mood?, targetClass: angry, classes: [angry, calm] }
      route: { type: always }
    nextStates:
      urgent: end
      angry: end
      route: { type: select, candidates: [tech, billing] }
  tech:
    prompt: { instruct: Help with tech. }
    transitions: { red: { type: llmClassifier, prompt: Which colour?, targetClass: red, classes: [red, blue], model: painter } }
    nextStates: { red: end }
  billing: { prompt: { say: "Billing: {{data}}" } }
  end: { prompt: { say: "Bye: {{data}}" } }
`

function deskFolder(): string {
  const directory = testFolder()
  writeFileSync(join(directory, 'desk.yaml'), desk)
  return directory
}

describe('without a model, the person is asked', () => {
  test('each field, each class, and which state comes next', async () => {
    const terminal = new Terminal({ directory: deskFolder() })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a')
    await terminal.shows('you › ')
    terminal.type('hello\r')
    await terminal.shows('age (integer), Enter for not told › ')
    terminal.type('old\r')
    await terminal.shows('"old" does not fit {"type":"integer"}.')
    await terminal.shows('age (integer), Enter for not told › ')
    terminal.type('41\r')
    await terminal.shows('plan (free | pro), Enter for not told › ')
    terminal.type('\r')
    await terminal.shows('tags (array), Enter for not told › ')
    terminal.type('a, b\r')
    await terminal.shows('No model, so you decide: Is it urgent?\n    1  yes\n    2  no\n1-2, Enter for no › ')
    terminal.type('\r')
    // A class has no "none" in it, and the other answers are wanted too.
    await terminal.shows('No model, so you decide: What mood?\n    1  angry\n    2  calm\n1-2 › ')
    terminal.type('\r')
    await terminal.shows('"" is none of the choices.\n1-2 › ')
    terminal.type('calm\r')
    await terminal.shows('    1  tech\n    2  billing\n1-2, Enter for none › ')
    terminal.type('3\r')
    await terminal.shows('"3" is none of the choices.\n1-2, Enter for none › ')
    terminal.type('2\r')
    await terminal.shows('greeting → billing (route)\ndesk › Billing: {"age":41,"tags":["a","b"]}\n')
    await expect(exitCode).resolves.toBe(0)
    expect(terminal.errorText).toBe('')
  })

  test('and may say none, which is no match', async () => {
    const terminal = new Terminal({ directory: deskFolder() })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a')
    await terminal.shows('you › ')
    for (const keys of ['hi', '', '', '', '', '2', '1']) terminal.type(`${keys}\r`)
    await terminal.shows('There is no model, so what follows is the instruction that it would be given.')
    await terminal.shows('desk › Help with tech.\nyou › ')
    terminal.type('well\r')
    await terminal.shows('No model, so you decide: Which colour?\n    1  red\n    2  blue\n1-2, Enter for none › ')
    terminal.type('\r')
    await terminal.shows('tech: no transition fits\ndesk › Help with tech.\nyou › ')
    terminal.end()
    await expect(exitCode).resolves.toBe(3)
  })
})

describe('Ctrl-C', () => {
  test('leaves, and says how to go on', async () => {
    const terminal = new Terminal({ directory: testFolder() })
    const exitCode = terminal.run('chat', 'simple_greeting', '--id', 'a')
    await terminal.shows('you › ')
    terminal.type('half a mess')
    await terminal.shows('half a mess')
    terminal.type(CTRL_C)
    await expect(exitCode).resolves.toBe(3)
    expect(terminal.text).toMatch(/\nLeft in greeting\. To go on: talkchart chat simple_greeting --id a\n$/)
    expect(terminal.exits).toEqual([])
  })

  test.each([
    ['by Ctrl-C', (terminal: Terminal) => terminal.type(CTRL_C)],
    ['by a signal', (terminal: Terminal) => terminal.interrupt()],
    ['by Ctrl-D', (terminal: Terminal) => terminal.end()],
    ['by hanging up', (terminal: Terminal) => terminal.hangUp()],
  ])('%s while a message is being answered keeps the message, which is answered on coming back', async (_how, leave) => {
    const directory = deskFolder()
    const terminal = new Terminal({ directory })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a')
    await terminal.shows('you › ')
    terminal.type('it is urgent\r')
    await terminal.shows('age (integer), Enter for not told › ')
    leave(terminal)
    await expect(exitCode).resolves.toBe(3)
    const left = await fileStore(join(directory, '.talkchart')).load('a')
    expect(left?.record.pending).toMatchObject([{ text: 'it is urgent' }])

    const second = new Terminal({ directory })
    const secondCode = second.run('chat', 'desk.yaml', '--id', 'a')
    await second.shows('desk › What is it about?\nyou › it is urgent\n')
    await second.shows('age (integer), Enter for not told › ')
    for (const keys of ['', '', '', '1', '1', '']) second.type(`${keys}\r`)
    await second.shows('desk › Bye: {}\n')
    await expect(secondCode).resolves.toBe(0)
    expect(second.text.match(/it is urgent/g)).toHaveLength(1)
    const messages = (await fileStore(join(directory, '.talkchart')).load('a'))?.messages.map(({ message }) => message.text)
    expect(messages).toEqual(['What is it about?', 'it is urgent', 'Bye: {}'])
  })

  test('twice ends the process at once', async () => {
    const terminal = new Terminal({ directory: deskFolder() })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a')
    await terminal.shows('you › ')
    terminal.interrupt()
    terminal.interrupt()
    expect(terminal.exits).toEqual([130])
    await expect(exitCode).resolves.toBe(3)
  })
})

describe('the screen', () => {
  test('wraps at words, and shows lines that were pasted at once', async () => {
    const terminal = new Terminal({ directory: testFolder(), columns: 40 })
    const exitCode = terminal.run('chat', 'customer_support', '--id', 'a')
    terminal.type('my bill\rrefund\ryes please\r')
    await expect(exitCode).resolves.toBe(0)
    const spoken = terminal.text.split('\n').filter((line) => /^(customer_support › | {2}[^ ]| {2}$)/.test(line))
    expect(Math.max(...spoken.map((line) => line.length))).toBeLessThanOrEqual(40)
    expect(terminal.text).toContain('you › refund\n  billing_support → process_refund\n    (refund)\n')
    expect(terminal.text.replace(/\n {2}/g, ' ')).toContain(
      'customer_support › I can send the money back the way you paid. Shall I proceed? you may say: Yes, send it | No\n',
    )
  })

  test('shows what a timer says above the line that is being typed, and ends when it ends the conversation', async () => {
    const directory = testFolder()
    const flow = {
      name: 'nudge',
      initialState: 'a',
      states: {
        a: {
          prompt: { say: 'Still there?' },
          transitions: { x: { type: 'keyword', words: ['x'] } },
          nextStates: { x: 'b' },
          timeout: { seconds: 1, to: 'b' },
        },
        b: { prompt: { say: 'Goodbye.' } },
      },
    }
    writeFileSync(join(directory, 'nudge.json'), JSON.stringify(flow))
    const terminal = new Terminal({ directory })
    const exitCode = terminal.run('chat', 'nudge.json', '--id', 'a')
    await terminal.shows('you › ')
    terminal.type('hm')
    await terminal.shows('  a → b\n')
    await terminal.shows('nudge › Goodbye.\n')
    await expect(exitCode).resolves.toBe(0)
    const stored = await fileStore(join(directory, '.talkchart')).load('a')
    expect(stored?.record.phase).toBe('done')
  })
})
