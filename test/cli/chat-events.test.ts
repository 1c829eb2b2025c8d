import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from './cli-process.js'
import { Terminal } from './terminal.js'

const FLOW = `
name: order
initialState: menu
events:
  payment.completed: { payload: { type: object, properties: { amount: { type: number } }, required: [amount] } }
  price.changed: {}
  handoff.ended: {}
on: { price.changed: { saveAs: price } }
states:
  menu:
    prompt: { say: "Pay or talk?" }
    transitions: { pay: { type: keyword, words: [pay] }, talk: { type: keyword, words: [talk] } }
    nextStates: { pay: paying, talk: desk }
  paying: { prompt: { say: "Please pay." }, on: { payment.completed: { to: thanks, saveAs: payment } } }
  desk: { prompt: { say: "A colleague takes over." }, transitionsOn: event, on: { handoff.ended: menu } }
  thanks: { prompt: { say: "Thank you for {{payment.amount}}." } }
`

async function chat(typed: string, flow = FLOW) {
  const directory = testFolder()
  writeFileSync(join(directory, 'order.yaml'), flow)
  const terminal = new Terminal({ directory, isPiped: true })
  const exitCode = terminal.run('chat', 'order.yaml', '--id', 'a')
  terminal.type(typed)
  terminal.end()
  return { exitCode: await exitCode, output: terminal.text, errorOutput: terminal.errorText }
}

test('tells the flow of events, and speaks in its place', async () => {
  const typed = [
    'talk',
    '/say Ana: Hello: how can I help?',
    'thanks',
    '/event handoff.ended',
    'pay',
    '/event price.changed 3',
    '/event payment.completed {"amount": 20}',
  ]
  const { exitCode, output, errorOutput } = await chat(`${typed.join('\n')}\n`)
  expect(errorOutput).toBe('')
  expect(output).toContain('\nAna › Hello: how can I help?\n')
  expect(output).toContain('Thank you for 20.')
  expect(exitCode).toBe(0)
})

test('says what is wrong with an event, and goes on', async () => {
  const typed = [
    '/event',
    '/event payment.compleated',
    '/event payment.completed {amount}',
    'pay',
    '/event payment.completed {"amount": "a lot"}',
    '/say Hello',
  ]
  const { exitCode, errorOutput, output } = await chat(`${typed.join('\n')}\n/state\n`)
  const lines = errorOutput.trim().split('\n')
  expect(lines).toEqual([
    'Say which event, as in /event payment.completed {"amount": 20}.',
    'The flow declares no event "payment.compleated" under "events". It declares "payment.completed", "price.changed" and "handoff.ended".',
    expect.stringMatching(/^The payload is no JSON: .* Write it as in \/event payment.completed \{"amount": 20\}\.$/),
    expect.stringContaining('payment.completed'),
    'Say who speaks, and what: /say Ana: Hello.',
  ])
  expect(output).toContain('  payment.completed → thanks: event\n')
  expect(exitCode).toBe(3)
})

test('nobody speaks in the place of a flow without events', async () => {
  const { errorOutput } = await chat(
    '/say Ana: Hello.\n',
    'name: x\ninitialState: a\nstates: { a: { prompt: { say: Hi }, transitions: { go: { type: always } }, nextStates: { go: a } } }\n',
  )
  expect(errorOutput).toBe('Nobody can speak in the place of this flow: it has no "events".\n')
})

test('a long chat leaves no listeners behind', async () => {
  const { errorOutput } = await chat(`${'hm\n'.repeat(20)}`)
  expect(errorOutput).toBe('')
})
