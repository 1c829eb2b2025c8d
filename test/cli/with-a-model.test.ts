import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import {
  beginStream,
  protocolServer,
  type ReceivedRequest,
  sendCompletion,
  sendJson,
  sendStream,
  writeChunk,
} from '../model/openai/protocol-server.js'
import { repository } from '../packaging/repository.js'
import { builtCli, jsonLines, runCli, testFolder } from './cli-process.js'
import { Terminal } from './terminal.js'

const flow = `
name: desk
initialState: greeting
states:
  greeting:
    prompt: { instruct: Greet the customer. }
    transitions:
      urgent: { type: llmClassifier, prompt: Is it urgent?, targetClass: "yes" }
      angry: { type: llmClassifier, prompt: What mood?, targetClass: angry, classes: [angry, calm] }
    nextStates: { urgent: end, angry: end }
  end: { prompt: { instruct: Say goodbye. } }
`

function deskFolder(): string {
  const directory = testFolder()
  writeFileSync(join(directory, 'desk.yaml'), flow)
  return directory
}

const isQuestion = ({ body }: ReceivedRequest) => 'response_format' in body

/** Streams replies, and answers questions with what `answers` holds. */
function answering(answers: object) {
  return (request: ReceivedRequest, response: ServerResponse) => {
    if (isQuestion(request)) sendCompletion(response, { content: JSON.stringify(answers) })
    else {
      beginStream(response, [{ content: 'Good ' }, { content: 'day, ' }, { content: 'dear customer.' }])
      writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
      writeChunk(response, { choices: [], usage: { prompt_tokens: 30, completion_tokens: 4, total_tokens: 34 } })
      response.end('data: [DONE]\n\n')
    }
  }
}

function modelVariables(baseURL: string) {
  return { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'secret-of-the-test' }
}

describe('talkchart chat --model', () => {
  test('streams, shows what the model decided, and what it cost', async () => {
    const { baseURL } = await protocolServer(answering({ urgent: 'no', angry: 'angry' }))
    const terminal = new Terminal({ directory: deskFolder(), variables: modelVariables(baseURL) })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test')
    await terminal.shows('desk › Good day, dear customer.\nyou › ')
    terminal.type('/usage\r')
    await terminal.shows('  1 call to gpt-test: 30 tokens in, 4 tokens out\n')
    terminal.type('Grrr!\r')
    await terminal.shows('  model: urgent = "no" ("Is it urgent?")\n  model: angry = "angry" ("What mood?")\n  greeting → end (angry)\n')
    await terminal.shows('desk › Good day, dear customer.\n')
    await expect(exitCode).resolves.toBe(0)
    expect(terminal.text.match(/Good day/g)).toHaveLength(2)
    expect(terminal.text + terminal.errorText).not.toContain('secret-of-the-test')
  })

  test('writes pieces as they come', async () => {
    let finish = (): void => undefined
    const { baseURL } = await protocolServer((_request, response) => {
      beginStream(response, [{ content: 'One moment, ' }])
      finish = () => {
        writeChunk(response, { choices: [{ index: 0, delta: { content: 'please.' }, finish_reason: 'stop' }] })
        writeChunk(response, { choices: [], usage: { prompt_tokens: 5, completion_tokens: 3 } })
        response.end('data: [DONE]\n\n')
      }
    })
    const terminal = new Terminal({ directory: deskFolder(), variables: modelVariables(baseURL) })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test')
    await terminal.shows('desk › One moment,')
    expect(terminal.text).not.toContain('please')
    finish()
    await terminal.shows('please.\nyou › ')
    terminal.end()
    await expect(exitCode).resolves.toBe(3)
  })

  test('tells the answers in JSON', async () => {
    const { baseURL } = await protocolServer(answering({ urgent: 'yes', angry: 'calm' }))
    const terminal = new Terminal({ directory: deskFolder(), isPiped: true, variables: modelVariables(baseURL) })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test', '--json')
    terminal.type('Now!\n')
    terminal.end()
    await expect(exitCode).resolves.toBe(0)
    const [open, turn, end] = jsonLines(terminal.text)
    expect(open).toMatchObject({ messages: [{ text: 'Good day, dear customer.' }] })
    expect(turn).toMatchObject({
      transition: 'urgent',
      answers: [
        { key: 'urgent', instruction: 'Is it urgent?', answer: 'yes' },
        { key: 'angry', instruction: 'What mood?', answer: 'calm' },
      ],
    })
    expect(end).toMatchObject({ usage: { modelCalls: 3, inputTokens: 60, outputTokens: 8 }, exitCode: 0 })
  })

  test('keeps a message whose answer is cut off, and asks again on coming back', async () => {
    const directory = deskFolder()
    let isHanging = false
    const answer = answering({ urgent: 'yes', angry: 'calm' })
    const { baseURL, received } = await protocolServer((request, response) => {
      if (!isHanging || isQuestion(request)) answer(request, response)
      else beginStream(response, [{ content: 'Farewell ' }, { content: 'and' }])
    })
    const terminal = new Terminal({ directory, variables: modelVariables(baseURL) })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test')
    await terminal.shows('you › ')
    isHanging = true
    terminal.type('Quick!\r')
    await terminal.shows('Farewell')
    terminal.type('\u0003')
    await expect(exitCode).resolves.toBe(3)
    isHanging = false
    const second = new Terminal({ directory, variables: modelVariables(baseURL) })
    await expect(second.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test')).resolves.toBe(0)
    expect(second.text).toContain('you › Quick!\ndesk › Good day, dear customer.\n')
    const stored = await fileStore(join(directory, '.talkchart')).load('a')
    expect(stored?.messages.map(({ message }) => message.text)).toEqual(['Good day, dear customer.', 'Quick!', 'Good day, dear customer.'])
    expect(received).toHaveLength(5)
  })
})

describe('a call that fails is one clear line', () => {
  const once = { 'x-should-retry': 'false' }
  const failures: Record<string, readonly [(response: ServerResponse) => void, RegExp]> = {
    'a rate limit': [
      (response) => response.writeHead(429, { ...once, 'content-type': 'application/json' }).end('{"error":{"message":"Slow down."}}'),
      /The model server limits the rate of calls \(HTTP 429\): Slow down/,
    ],
    'a server error': [
      (response) => response.writeHead(500, { ...once, 'content-type': 'application/json' }).end('{"error":{"message":"Broken."}}'),
      /The model server answered HTTP 500: Broken/,
    ],
    'a wrong key': [(response) => sendJson(response, 401, { error: { message: 'Wrong key secret-of-the-test.' } }), /HTTP 401: Wrong key/],
    'a refusal': [(response) => sendStream(response, [{ refusal: 'I will not.' }]), /^ {2}The model refused to answer; /],
    'an empty reply': [(response) => sendStream(response, [{ content: ' ' }]), /^ {2}The model answered with nothing; /],
    'a reply cut short': [(response) => sendStream(response, [{ content: 'Well, the' }], 'length'), /cut|truncated|token/],
    'a lost connection': [
      (response) => {
        beginStream(response, [{ content: 'Well, the' }])
        setImmediate(() => response.destroy())
      },
      /connection/,
    ],
  }

  test.each(Object.entries(failures))('%s', async (_name, [fail, reason]) => {
    let isFailing = true
    const answer = answering({ urgent: 'no', angry: 'calm' })
    const { baseURL } = await protocolServer((request, response) => (isFailing ? fail(response) : answer(request, response)))
    const directory = deskFolder()
    const variables = modelVariables(baseURL)
    const terminal = new Terminal({ directory, variables, columns: 1000 })
    const exitCode = terminal.run('chat', 'desk.yaml', '--id', 'a', '--model', 'gpt-test')
    await terminal.shows('; /retry repeats it, or just write on.\n')
    const lines = terminal.text.split('\n').filter((line) => line.includes('/retry repeats'))
    expect(lines).toEqual([expect.stringMatching(reason)])
    await terminal.shows('you › ')
    isFailing = false
    terminal.type('/retry\r')
    await terminal.shows('desk › Good day, dear customer.\nyou › ')
    isFailing = true
    terminal.type('Hello?\r')
    await terminal.shows('; /retry repeats it, or just write on.\n')
    await terminal.shows('you › ')
    terminal.type('/quit\r')
    await expect(exitCode).resolves.toBe(6)
    expect(terminal.text + terminal.errorText).not.toContain('secret-of-the-test')
  })
})

test('without the package openai, says how to get it', async () => {
  const folder = testFolder()
  const built = await builtCli()
  for (const name of ['package.json', 'dist']) cpSync(join(built.folder, name), join(folder, name), { recursive: true })
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  const packages = readdirSync(join(repository, 'node_modules')).filter((name) => name !== 'openai')
  for (const name of packages) symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  const result = await runCli(
    { folder, script: join(folder, 'dist/cli/main.js') },
    ['chat', 'simple_greeting', '--id', 'a', '--model', 'gpt-test'],
    '',
    {
      directory: testFolder(),
      variables: { OPENAI_API_KEY: 'none' },
    },
  )
  expect(result).toEqual({ exitCode: 1, output: '', errorOutput: 'talkchart: --model needs the package openai: npm install openai\n' })
})
