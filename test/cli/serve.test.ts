import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { beginStream, protocolServer, writeChunk } from '../model/openai/protocol-server.js'
import { builtCli, exitOf, Printed, startCli, testFolder } from './cli-process.js'
import { Terminal } from './terminal.js'

const cli = await builtCli()

const TOKEN = 'a-token-of-the-test'
const GREETING = `name: greeting
initialState: hello
states:
  hello:
    prompt: { say: Hello! Shall we go on? }
    transitions: { continue: { type: keyword, words: [yes] } }
    nextStates: { continue: goodbye }
  goodbye: { prompt: { say: Then that was it. } }
`
const SPOKEN = `name: spoken
initialState: hello
states:
  hello: { prompt: { say: Hello. }, transitions: { on: { type: always } }, nextStates: { on: talk } }
  talk: { prompt: { instruct: Tell a story. }, transitions: { again: { type: always } }, nextStates: { again: talk } }
`

/** Serves a flow in a process of its own; what it printed says where. */
async function serve(
  flow: string,
  parameters: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
  folder = testFolder(),
) {
  writeFileSync(join(folder, 'flow.yaml'), flow)
  const running = startCli(cli, ['serve', 'flow.yaml', '--port', '0', ...parameters], { directory: folder, variables })
  onTestFinished(() => void running.kill('SIGKILL'))
  let output = ''
  running.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk)
  })
  await new Printed(running).shows('Ctrl-C stops it.')
  const [, url = '', token = ''] = /(http:\S+?)\/(?:#token=(\S+))?\n/.exec(output) ?? []
  const headers = { authorization: `Bearer ${token === '' ? TOKEN : token}`, 'content-type': 'application/json' }
  const ask = (path: string, options: RequestInit = {}) => fetch(`${url}${path}`, { headers, ...options })
  const send = (id: string, text: string, more: Readonly<Record<string, string>> = {}) =>
    ask('/conversations/ana/messages', { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify({ id, text }) })
  return { running, folder, output, url, ask, send, exited: exitOf(running) }
}

describe('talkchart serve', () => {
  test('serves a flow to whoever has the token that it prints, and to nobody else', async () => {
    const { url, ask, send, output } = await serve(GREETING, ['--store', 'memory', '--allow-origin', 'https://app.example.com'])
    expect(output).toMatch(/^greeting 1\.0\.0 is served at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}\nConversations are kept in memory/)
    expect((await fetch(`${url}/conversations/ana`, { method: 'PUT' })).status).toBe(401)
    expect((await ask('/conversations/ana', { method: 'PUT', headers: { authorization: 'Bearer another' } })).status).toBe(401)
    expect((await ask('/conversations/ana', { method: 'PUT' })).status).toBe(200)
    const [once, twice] = await Promise.all([send('m-1', 'yes'), send('m-1', 'yes')])
    expect([await once.json(), await twice.json()]).toMatchObject([
      { turn: { state: 'goodbye', reply: 'Then that was it.' } },
      { turn: { state: 'goodbye', reply: 'Then that was it.' } },
    ])
    expect((await send('m-2', 'yes', { origin: 'null' })).status).toBe(403)
    expect((await send('m-2', 'yes', { origin: 'https://evil.example.com' })).status).toBe(403)
    expect((await send('m-2', 'yes', { origin: 'https://app.example.com' })).status).toBe(410)
    const chat = JSON.stringify({
      id: 'bob',
      trigger: 'submit-message',
      messages: [{ id: 'c-1', role: 'user', parts: [{ type: 'text', text: 'yes' }] }],
    })
    await ask('/conversations/bob', { method: 'PUT' })
    expect((await ask('/api/chat', { method: 'POST', headers: { 'content-type': 'application/json' }, body: chat })).status).toBe(401)
    expect(await (await ask('/api/chat', { method: 'POST', body: chat })).text()).toContain('"delta":"Then that was it."')
    const looks = await Promise.all(['/healthz', '/readyz', '/', '/elsewhere'].map(async (path) => (await fetch(url + path)).status))
    expect(looks).toEqual([200, 200, 200, 404])
    expect((await ask('/conversations/ana', { method: 'DELETE' })).status).toBe(204)
    expect((await ask('/conversations/ana')).status).toBe(404)
  })

  test('loses nothing that was answered when it is killed, and goes on after it is started again', async () => {
    const first = await serve(GREETING, ['--token-env', 'TOKEN'], { TOKEN })
    await first.ask('/conversations/ana', { method: 'PUT' })
    await first.send('m-1', 'what?')
    first.running.kill('SIGKILL')
    await first.exited
    const second = await serve(GREETING, ['--token-env', 'TOKEN'], { TOKEN }, first.folder)
    expect(second.output).not.toContain(TOKEN)
    expect(await (await second.ask('/conversations/ana')).json()).toMatchObject({ turn: 1, state: 'hello', messageCount: 3 })
    expect(await (await second.send('m-2', 'yes')).json()).toMatchObject({ turn: { turn: 2, state: 'goodbye' } })
    second.running.kill('SIGINT')
    expect(await second.exited).toBe(0)
  })

  test('runs what is due with nobody there by --worker', async () => {
    const timed = GREETING.replace('    transitions:', '    timeout: { seconds: 1, to: goodbye }\n    transitions:')
    const first = await serve(timed)
    await first.ask('/conversations/ana', { method: 'PUT' })
    first.running.kill('SIGKILL')
    await first.exited
    expect((await fileStore(join(first.folder, '.talkchart')).load('ana'))?.record.messageCount).toBe(1)
    const second = await serve(timed, ['--worker'], {}, first.folder)
    await expect.poll(async () => (await (await second.ask('/conversations/ana')).json()).state, { timeout: 5_000 }).toBe('goodbye')
    second.running.kill('SIGTERM')
    expect(await second.exited).toBe(0)
  })

  test('on SIGTERM refuses what is new, and sends what came of the turns that ran', async () => {
    const { variables, asked } = await heldModel()
    const { running, ask, send, exited } = await serve(SPOKEN, ['--model', 'gpt-test'], variables)
    await ask('/conversations/ana', { method: 'PUT' })
    const streamed = send('m-1', 'go', { accept: 'text/event-stream' })
    const plain = send('m-1', 'go')
    const response = await asked
    expect((await ask('/conversations/bob', { method: 'PUT' })).status).toBe(200)
    running.kill('SIGTERM')
    await expect.poll(async () => (await ask('/readyz')).status).toBe(503)
    expect((await ask('/healthz')).status).toBe(200)
    const refused = await ask('/conversations/carl', { method: 'PUT' })
    expect(refused.headers.get('connection')).toBe('close')
    expect({ status: refused.status, ...(await refused.json()) }).toMatchObject({ status: 503, code: 'draining', retryable: true })
    writeChunk(response, { choices: [{ index: 0, delta: { content: ' upon a time.' }, finish_reason: null }] })
    writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    response.end('data: [DONE]\n\n')
    const events = await (await streamed).text()
    expect(events.trim().split('\n\n').at(-1)).toMatch(/event: turn\ndata: .*"reply":"Once upon a time\."/)
    expect(await (await plain).json()).toMatchObject({ turn: { reply: 'Once upon a time.' } })
    expect(await exited).toBe(0)
  })

  test('ends a turn that outlasts --grace, and keeps its message', async () => {
    const { variables, asked } = await heldModel()
    const { running, folder, ask, send, exited } = await serve(SPOKEN, ['--model', 'gpt-test', '--grace', '0.1'], variables)
    await ask('/conversations/ana', { method: 'PUT' })
    const answer = send('m-1', 'go')
    await asked
    running.kill('SIGTERM')
    expect(await (await answer).json()).toMatchObject({ status: 503, code: 'busy', retryable: true })
    expect(await exited).toBe(0)
    const store = fileStore(join(folder, '.talkchart'))
    expect((await store.load('ana'))?.record.pending).toMatchObject([{ text: 'go' }])
  })

  test('ends at once by a second signal', async () => {
    const { variables, asked } = await heldModel()
    const { running, ask, send, exited } = await serve(SPOKEN, ['--model', 'gpt-test', '--store', 'memory'], variables)
    await ask('/conversations/ana', { method: 'PUT' })
    send('m-1', 'go').catch(() => undefined)
    await asked
    running.kill('SIGTERM')
    await expect.poll(async () => (await ask('/readyz')).status).toBe(503)
    running.kill('SIGTERM')
    expect(await exited).toBe(130)
  })

  test.each([
    [['--host', '0.0.0.0'], /--host 0\.0\.0\.0 can be reached from other machines\..*--token-env/],
    [['--host', '192.168.1.5'], /can be reached from other machines/],
    [['--host', '0.0.0.0', '--token-env', 'TOKEN'], /--allow-host chat\.example\.com/],
    [['--token-env', 'NONE'], /--token-env NONE names the variable that holds the token, which is not set/],
    [['--token-env', 'SHORT'], /which holds none\. A token has 16 characters or more/],
    [['--port', '70000'], /no port: a whole number from 0 to 65535/],
    [['--grace', 'soon'], /no number of seconds/],
    [['--allow-origin', 'https://app.example.com/page'], /no origin, such as https:\/\/app\.example\.com/],
    [['--store', 'mysql://ana:secret@host/x'], /--store takes a folder, memory, or postgres:\/\/…; this is mysql:\/\/…\.\n/],
    [['--model', 'gpt-test'], /--model needs OPENAI_API_KEY/],
  ])('refuses %j', async (parameters, message) => {
    const terminal = new Terminal({ directory: testFolder(), isPiped: true, variables: { TOKEN, SHORT: 'short' } })
    expect(await terminal.run('serve', 'simple_greeting', '--port', '0', ...parameters)).toBe(2)
    expect(terminal.errorText).toMatch(message)
    expect(terminal.text).toBe('')
  })

  test('says so when another program listens there, and when a flow lacks what it needs', async () => {
    const { url, folder } = await serve(GREETING, ['--store', 'memory'])
    const directory = folder
    const taken = new Terminal({ directory, isPiped: true })
    expect(await taken.run('serve', 'flow.yaml', '--port', new URL(url).port, '--store', 'memory')).toBe(1)
    expect(taken.errorText).toMatch(/^talkchart: Another program listens on port \d+\./)
    writeFileSync(join(directory, 'call.yaml'), 'name: a\ninitialState: a\nstates: { a: { invoke: { src: lookup } } }\n')
    const short = new Terminal({ directory, isPiped: true })
    expect(await short.run('serve', 'call.yaml', '--port', '0', '--store', 'memory')).toBe(1)
    expect(short.errorText).toMatch(/lookup[\s\S]*A module can export the machine/)
  })
})

/** A model's server that says the first word, and then what the test says. */
async function heldModel() {
  let tell = (_response: ServerResponse): void => undefined
  const asked = new Promise<ServerResponse>((resolve) => {
    tell = resolve
  })
  const { baseURL } = await protocolServer((_request, response) => {
    beginStream(response, [{ content: 'Once' }])
    tell(response)
  })
  return { asked, variables: { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'none' } }
}
