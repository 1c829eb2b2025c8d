import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PlaygroundServer } from '../../src/page/playground-server.js'
import type { PlayTurn, StoredConversation, WatchEvent } from '../../src/page/protocol.js'
import { readEvents } from '../../src/remote/read-events.js'
import { remoteConversation } from '../../src/remote/remote-conversation.js'
import { beginStream, protocolServer, writeChunk } from '../model/openai/protocol-server.js'
import { builtCli, exitOf, Printed, startCli, testFolder } from './cli-process.js'
import { Terminal } from './terminal.js'

const cli = await builtCli()

const GREETING = `name: greeting
initialState: hello
events: { payment.completed: { payload: { type: object, properties: { amount: { type: number } }, required: [amount] } } }
states:
  hello:
    prompt: { say: Hello! Shall we go on? }
    suggestions: ['yes', { label: No, text: 'no, thanks' }]
    transitions: { continue: { type: keyword, words: [yes] }, story: { type: llmClassifier, prompt: Does the user want a story?, classes: [story, other], targetClass: story } }
    nextStates: { continue: goodbye, story: talk }
    on: { payment.completed: goodbye }
  talk: { prompt: { instruct: Tell a story. }, transitions: { done: { type: always } }, nextStates: { done: goodbye } }
  goodbye: { prompt: { say: Then that was it. } }
`

interface Played {
  /** A file of the folder; a greeting in YAML where none is named. */
  readonly file?: string
  readonly folder?: string
  readonly parameters?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  /** Is given what ends it: by default, when the test is over. */
  readonly whenDone?: (end: () => void) => void
}

/** Plays a flow in a process of its own; what it printed says where. */
async function play({ file, whenDone = onTestFinished, folder = testFolder(whenDone), parameters = [], variables = {} }: Played = {}) {
  if (file === undefined) writeFileSync(join(folder, 'flow.yaml'), GREETING)
  const running = startCli(cli, ['play', file ?? 'flow.yaml', '--port', '0', ...parameters], { directory: folder, variables })
  whenDone(() => void running.kill('SIGKILL'))
  let output = ''
  running.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk)
  })
  let errorOutput = ''
  running.stderr.on('data', (chunk: Buffer) => {
    errorOutput += String(chunk)
  })
  await new Printed(running).shows('Ctrl-C stops it.')
  const [, url = '', token = ''] = /(http:\S+?)\/#token=(\S+),/.exec(output) ?? []
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = (path: string, options: RequestInit = {}) => fetch(`${url}${path}`, { headers, ...options })
  const read = async (path: string) => (await ask(path)).json()
  const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) })
  return { running, folder, output, errors: () => errorOutput, url, headers, ask, read, post, exited: exitOf(running) }
}

/** Sends a path as it is: `fetch` would tidy it up. */
function statusOf(url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, path, headers, setHost: headers['host'] === undefined }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject).end()
  })
}

/** Reads a stream of events: each call waits for the next one of that type, and gives its data. */
function eventsOf({ body }: Response): (type: string) => Promise<unknown> {
  const events = readEvents<WatchEvent>(body ?? new ReadableStream())
  return async (type) => {
    for (let next = await events.next(); !next.done; next = await events.next()) if (next.value.type === type) return next.value.data
    throw new Error(`The stream has ended without ${type}.`)
  }
}

describe('talkchart play', () => {
  test('names the variable that holds the token in the address, and not the token', async () => {
    const Token = 'a-token-of-my-own+1'
    const { output } = await play({ parameters: ['--store', 'memory', '--token-env', 'TOKEN'], variables: { TOKEN: Token } })
    expect(output).toMatch(/^The playground is at http:\/\/127\.0\.0\.1:\d+\/#token=\$TOKEN, for this machine only\.\n/)
  })

  test('tells of the flow, its states, paths and conversations, and of what is there later', async () => {
    const { ask, read, post, output } = await play({ parameters: ['--store', 'memory', '--id', 'first'] })
    expect(output).toMatch(/^The playground is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}, for this machine only\.\n/)
    expect(await read('/play/flow')).toMatchObject({
      ...{
        edition: expect.any(Number),
        name: 'greeting',
        file: 'flow.yaml',
        initialState: 'hello',
        id: 'first',
        model: null,
        problem: null,
      },
      events: [{ name: 'payment.completed', sample: { amount: 0 } }],
    })
    const state = await read('/play/state?name=hello')
    expect(state.transitions).toMatchObject([
      { name: 'continue', scope: 'own', to: ['goodbye'], witness: 'yes', reason: null },
      { name: 'story', to: ['talk'], reason: expect.stringMatching(/the model answers story/) },
    ])
    expect(state).toMatchObject({
      suggestions: [{ label: 'yes' }, { label: 'No', text: 'no, thanks' }],
      events: [{ name: 'payment.completed' }],
      notes: ['The event payment.completed leads to goodbye.'],
    })
    await expect.poll(async () => (await read('/play/paths')).status, { timeout: 20_000 }).toBe('ready')
    await expect.poll(async () => (await read('/play/flow')).drawing.status, { timeout: 20_000 }).toBe('ready')
    const { diagnostics, drawing } = await read('/play/flow')
    expect(diagnostics.status).toBe('ready')
    expect(drawing.value.LR.svg).toContain('<svg')
    const { paths } = (await read('/play/paths')).value
    const asked = paths.find(({ states }: { states: readonly string[] }) => states.includes('talk'))
    const walk = await (await post(`/play/paths/${asked.number}`, { id: 'walk' })).json()
    for (const [position, step] of walk.steps.entries()) {
      if (step.type === 'message') await post('/conversations/walk/messages', { id: `m-${position}`, text: step.text })
    }
    expect((await read('/conversations/walk')).transitions[0]).toMatchObject({ from: 'hello', transition: 'story' })
    await ask('/conversations/first', { method: 'PUT' })
    expect(await (await post('/play/fork/first', { turn: 0, to: 'second' })).json()).toEqual({ id: 'second' })
    expect(await (await post('/play/notify/first', { type: 'payment.completed', payload: { amount: 5 } })).json()).toMatchObject({
      turn: { state: 'goodbye' },
      view: { outcome: 'completed' },
    })
    expect((await post('/play/notify/first', { type: 'payment.completed', payload: { amount: 1 } })).status).toBe(410)
    const { turns, before } = await read('/play/turns/walk')
    expect([turns.map(({ turn, state }: PlayTurn) => `${turn}: ${state}`), before]).toEqual([['2: goodbye', '1: talk', '0: hello'], {}])
    const calls = turns.map(({ usage }: PlayTurn) => usage.modelCalls)
    expect(calls).toEqual([0, 1, 0])
    const { usage } = await read('/conversations/walk')
    expect(usage.modelCalls).toBe(1)
    const { flows, conversations } = await read('/play/list')
    expect([flows, conversations.map(({ id, state }: StoredConversation) => `${id}: ${state}`).sort()]).toEqual([
      [],
      ['first: goodbye', 'second: hello', 'walk: goodbye'],
    ])
    expect(asked.takes).toContain('hello.story.talk')
    const undeclared = await (await post('/play/notify/second', { type: 'unknown' })).json()
    expect(undeclared).toMatchObject({ status: 422, title: expect.stringContaining('no event "unknown"') })
    expect(await read('/conversations/second')).toMatchObject({ state: 'hello', data: {} })
  })

  test('judges properties, and plays the talk that breaks one', async () => {
    const folder = testFolder()
    const rules =
      'properties: { no-end: { never: goodbye }, story-first: { never: goodbye, until: talk }, once: { atMost: 1, of: end }, safe: { never: secret } }\n'
    const odd = 'odd: { type: all, conditions: [{ type: regex, pattern: "^[0-9]{300}x{7}open$" }, { type: keyword, words: [open] }] }'
    const flow = GREETING.replace('transitions: { continue', `transitions: { ${odd}, continue`)
      .replace('nextStates: { continue', 'nextStates: { odd: secret, continue')
      .replace('  goodbye:', '  secret: { prompt: { say: Secret. } }\n  goodbye:')
    writeFileSync(join(folder, 'ruled.yaml'), `${flow}${rules}metadata: { allow: ['property:once'] }\n`)
    const { ask, read, post } = await play({ folder, file: 'ruled.yaml', parameters: ['--store', 'memory'] })
    await expect.poll(async () => (await read('/play/properties')).value?.left, { timeout: 30_000 }).toBe(0)
    const { properties } = (await read('/play/properties')).value
    expect(properties).toMatchObject([
      { number: 0, name: 'no-end', outcome: 'breaks', weight: 'error', talk: { mayPlay: true } },
      { name: 'story-first', states: 'never goodbye, until talk', talk: { way: { from: 'hello', state: 'goodbye' } } },
      { name: 'once', outcome: 'holds', weight: 'warning', note: expect.stringContaining('allowed-but-proved'), talk: null },
      { name: 'safe', outcome: 'open', doubtful: [{ from: 'hello', state: 'secret', transition: 'odd' }] },
    ])
    expect((await post('/play/properties/2', { id: 'none' })).status).toBe(404)
    const { steps } = await (await post('/play/properties/1', { id: 'broken' })).json()
    for (const [position, step] of steps.entries()) {
      if (step.type === 'message') await post('/conversations/broken/messages', { id: `m-${position}`, text: step.text })
      else await post('/play/notify/broken', { type: step.event, payload: step.payload })
    }
    expect(await read('/conversations/broken')).toMatchObject({ state: 'goodbye', outcome: 'completed' })
    expect((await ask('/play/properties')).status).toBe(200)
  })

  test('names what the code of the flow throws later, once, and goes on; what may have broken something ends it', async () => {
    const folder = testFolder()
    const later = `for (const milliseconds of [1, 2, 3]) {
      setTimeout(() => { throw new Error('by a timer') }, milliseconds)
      setTimeout(() => { throw 'no error' }, milliseconds)
      setTimeout(async () => {
        await null
        throw new Error('by a promise')
      }, milliseconds)
    }`
    const flow = `export const flow = { name: 'x', initialState: 'a', states: { a: { prompt: { say: 'A.' } } } }\n`
    writeFileSync(join(folder, 'x.ts'), flow + later)
    const { running, ask, read, errors, exited } = await play({ file: 'x.ts', folder, parameters: ['--store', 'memory'] })
    const next = eventsOf(await ask('/play/watch'))
    await expect.poll(errors).toMatch(/by a promise/)
    await expect.poll(async () => (await read('/play/paths')).status, { timeout: 20_000 }).toBe('ready')
    const told = errors()
      .split('\n')
      .filter((line) => line !== '')
    expect(told.sort()).toEqual([
      "talkchart: The flow's code throws what is no error, and nothing catches it: no error",
      'talkchart: x.ts:3 throws, and nothing catches it: by a timer',
      'talkchart: x.ts:7 throws, and nothing catches it: by a promise',
    ])
    writeFileSync(join(folder, 'x.ts'), `${flow}setTimeout(() => { throw new Error('anew') }, 500)`)
    expect(await next('notice')).toEqual({ message: 'x.ts:2 throws, and nothing catches it: anew' })
    expect(running.exitCode).toBeNull()
    const within = `import { compileFlow } from 'talkchart'
      ${flow}
      const odd = { get prompts() { throw new Error('within talkchart') } }
      setTimeout(() => compileFlow(flow, odd), 1)`
    writeFileSync(join(folder, 'x.ts'), within)
    expect(await exited).toBe(1)
    expect(errors()).toContain('talkchart: x.ts:4 throws, and nothing catches it: within talkchart')
  })

  test('goes on while its file, and then its folder, is removed and made again', async () => {
    const folder = join(testFolder(), 'my flows')
    const spoken = (word: string) => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'été 1.yaml'), GREETING.replace('[yes]', `[${word}]`))
    }
    spoken('yes')
    const { ask, post } = await play({ file: 'été 1.yaml', folder, parameters: ['--store', 'memory'] })
    const tell = eventsOf(await ask('/play/watch'))
    await tell('flow')
    await ask('/conversations/first', { method: 'PUT' })
    for (const [gone, word] of [
      [join(folder, 'été 1.yaml'), 'two'],
      [folder, 'three'],
    ] as const) {
      rmSync(gone, { recursive: true })
      expect(await tell('problem')).toMatchObject({ diagnostics: [], frame: null })
      expect((await ask('/conversations/first')).status).toBe(200)
      spoken(word)
      expect(await tell('problem')).toBeNull()
      await tell('flow')
      expect(await (await post('/play/explain/first', { text: word })).json()).toMatchObject({
        taken: 0,
        candidates: [{ to: 'goodbye' }, {}, {}],
      })
    }
    spoken('four')
    await tell('flow')
  })

  test('goes on while the file changes: broken, mended, drifted and brought over', async () => {
    const module = (second: string) => `import { words } from './words.js'
export const flow = {
  name: 'talk',
  initialState: 'hello',
  states: {
    hello: { prompt: { say: 'Hello!' }, transitions: { go: { type: 'keyword', words } }, nextStates: { go: '${second}' } },
    ${second}: { prompt: { say: 'Go on.' }, transitions: { on: { type: 'keyword', words: ['on'] } }, nextStates: { on: 'bye' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}
`
    const folder = testFolder()
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    write('words.ts', "export const words = ['yes']")
    write('flow.ts', module('middle'))
    const { ask, read, post } = await play({ file: 'flow.ts', folder })
    const tell = eventsOf(await ask('/play/watch'))
    await tell('flow')
    await ask('/conversations/first', { method: 'PUT' })
    await post('/conversations/first/messages', { id: 'm-1', text: 'well, yes' })
    const then = await (await post('/play/explain/first', { turn: 1 })).json()
    expect(then).toMatchObject({ state: 'hello', taken: 0, candidates: [{ name: 'go', to: 'middle', verdict: 'taken' }, {}] })
    // A page may ask while somebody goes back.
    expect(await (await post('/play/explain/first', { turn: 2 })).json()).toBeNull()
    const { paths } = await read('/play/export/first?as=path')
    expect(paths).toMatchObject([{ steps: [{ step: { type: 'message', text: 'well, yes' }, expected: { state: 'middle' } }] }])
    write('kept.json', JSON.stringify({ paths }))
    const terminal = new Terminal({ directory: folder, isPiped: true })
    expect([await terminal.run('test', 'flow.ts', '--paths', 'kept.json'), terminal.errorText]).toEqual([0, ''])
    expect(await (await ask('/play/export/first?as=markdown')).text()).toContain('**you:** well, yes')

    write('flow.ts', module('middle').replace("'Hello!' }", "'Hello!' "))
    const problem = await tell('problem')
    expect(problem).toMatchObject({
      message: expect.stringContaining('can not be parsed'),
      frame: expect.stringMatching(/^flow\.ts:11:1\n.*\n> 11 \|/s),
    })
    expect((await read('/conversations/first')).state).toBe('middle')
    expect((await read('/play/flow')).problem).toEqual(problem)
    write('flow.ts', module('middle'))
    expect(await tell('problem')).toBeNull()
    await tell('flow')
    write('words.ts', "export const words = ['yes', 'okay']")
    await tell('flow')
    expect(await (await post('/play/explain/first', { text: 'on we go' })).json()).toMatchObject({ state: 'middle', taken: 0 })

    write('flow.ts', module('center'))
    await tell('flow')
    const drifted = { status: 'drifted', state: 'middle', back: { turn: 0, state: 'hello' }, states: ['hello', 'center'] }
    expect(await read('/play/fit/first')).toMatchObject(drifted)
    expect((await ask('/conversations/first')).status).toBe(409)
    await post('/play/fork/first', { turn: 1, to: 'second' })
    expect((await post('/play/fit/first', { way: 'rename', to: 'nowhere' })).status).toBe(422)
    expect(await (await post('/play/fit/first', { way: 'back' })).json()).toEqual({ status: 'fits', state: 'hello' })
    expect(await read('/conversations/first')).toMatchObject({ state: 'hello', turn: 0 })
    expect(await (await post('/play/fit/second', { way: 'rename', to: 'center' })).json()).toMatchObject({ status: 'fits' })
    expect(await (await post('/conversations/second/messages', { id: 'm-2', text: 'on' })).json()).toMatchObject({ turn: { state: 'bye' } })
    expect(await (await post('/conversations/first/messages', { id: 'm-3', text: 'okay' })).json()).toMatchObject({
      turn: { state: 'center' },
    })
  })

  test('takes up what is written while the change before it is loaded', async () => {
    const folder = testFolder()
    const file = join(folder, 'x.ts')
    const says = (text: string) => `export const flow = { name: 'x', initialState: 'a', states: { a: { prompt: { say: '${text}' } } } }\n`
    writeFileSync(file, says('One.'))
    const { ask, read } = await play({ file: 'x.ts', folder, parameters: ['--store', 'memory'] })
    const tell = eventsOf(await ask('/play/watch'))
    await tell('flow')
    const writing = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(file)}, ${JSON.stringify(says('Three.'))})\n`
    writeFileSync(file, `${writing}${says('Two.')}`)
    await tell('flow')
    await tell('flow')
    await ask('/conversations/first', { method: 'PUT' })
    expect(await read('/conversations/first')).toMatchObject({ messages: [{ text: 'Three.' }] })
  })

  test('gives a turn up that runs when the file changes, and runs it again for whoever waits', async () => {
    const spoken = (say: string) => `name: spoken
initialState: hello
states:
  hello: { prompt: { say: ${say} }, transitions: { on: { type: always } }, nextStates: { on: talk } }
  talk: { prompt: { instruct: Tell a story. }, transitions: { again: { type: always } }, nextStates: { again: talk } }
`
    const folder = testFolder()
    writeFileSync(join(folder, 'spoken.yaml'), spoken('Hello.'))
    const asked: (() => void)[] = []
    const firstAsked = new Promise<void>((resolve) => asked.push(resolve))
    const { baseURL, received } = await protocolServer((_request, response) => {
      const isFirst = received.length === 1
      beginStream(response, [{ content: isFirst ? 'Never' : 'Once upon a time.' }])
      if (isFirst) return asked[0]?.()
      writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
      response.end('data: [DONE]\n\n')
    })
    const variables = { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'none' }
    const { url, headers } = await play({ file: 'spoken.yaml', folder, parameters: ['--model', 'gpt-test'], variables })
    const { authorization } = headers
    const chat = remoteConversation({ url: `${url}/conversations`, id: 'ana', headers: { authorization } })
    const turn = chat.send('go')
    await firstAsked
    writeFileSync(join(folder, 'spoken.yaml'), spoken('Hello again.'))
    expect(await turn).toMatchObject({ turn: 1, state: 'talk', reply: 'Once upon a time.' })
    expect(received).toHaveLength(2)
    expect(chat.view.messages.map(({ text }) => text)).toEqual(['Hello.', 'go', 'Once upon a time.'])
    await chat.close()
  })

  test('ends by Ctrl-C while pages watch, and lets them go', async () => {
    const { ask, running, exited } = await play()
    const watched = (await ask('/play/watch')).text()
    running.kill('SIGINT')
    expect(await exited).toBe(0)
    expect(await watched).toContain('event: bye')
  })

  test.each([
    [['flow.yaml', '--id', 'a b'], 2, /--id: an id stands in URLs/],
    [['flow.yaml', '--data', '[1]'], 2, /--data: expected an object/],
    [['flow.yaml', '--data', '{'], 2, /--data: it is no JSON/],
    [['flow.yaml', '--port', '99999'], 2, /no port/],
    [['flow.yaml', '--model', 'gpt-test'], 2, /--model needs OPENAI_API_KEY/],
    [['none.yaml'], 1, /There is no file none\.yaml/],
  ])('refuses %j', async (parameters, exitCode, message) => {
    const directory = testFolder()
    writeFileSync(join(directory, 'flow.yaml'), GREETING)
    const terminal = new Terminal({ directory, isPiped: true })
    expect(await terminal.run('play', ...parameters)).toBe(exitCode)
    expect(terminal.errorText).toMatch(message)
  })
})

describe('one playground', () => {
  let played: Awaited<ReturnType<typeof play>>
  const ends: (() => void)[] = []
  beforeAll(async () => {
    played = await play({ parameters: ['--store', 'memory'], whenDone: (end) => ends.unshift(end) })
  })
  afterAll(() => {
    for (const end of ends) end()
  })

  test('tells a page with an outdated token so, which asks no more, and is followed again by a page that it was out of reach of', async () => {
    const { url, headers } = played
    let isReached = true
    let requests = 0
    const send = globalThis.fetch
    vi.stubGlobal('fetch', async (path: string, options: RequestInit) => {
      requests += 1
      if (!isReached) throw new TypeError('fetch failed')
      return await send(`${url}/${path}`, options)
    })
    onTestFinished(() => void vi.unstubAllGlobals())
    const broken: unknown[] = []
    const outdated = new PlaygroundServer('outdated').watch(vi.fn(), new AbortController().signal, (error) => broken.push(error))
    await expect(outdated).rejects.toMatchObject({ code: 'unauthorized' })
    expect([requests, broken]).toEqual([1, []])
    isReached = false
    const leaving = new AbortController()
    const told = vi.fn()
    const server = new PlaygroundServer(headers.authorization.replace('Bearer ', ''))
    const watching = server.watch(told, leaving.signal, (error) => {
      broken.push(error)
      isReached = broken.length > 1
    })
    await expect.poll(() => told.mock.calls.length).toBeGreaterThan(0)
    leaving.abort()
    await watching
    expect(broken).toEqual([expect.any(TypeError), expect.any(TypeError)])
    expect(told.mock.calls[0]).toEqual([{ type: 'flow', data: { edition: expect.any(Number) } }])
  })

  test('refuses what makes no sense with a reason, and goes on', async () => {
    const { url, headers, ask, post, errors } = played
    await ask('/conversations/first', { method: 'PUT' })
    const statusAndCode = async (path: string, body: string, method = 'POST') => {
      const { status, code } = await (await ask(path, { method, body })).json()
      return [path, status, code]
    }
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const refused = [
      ['/play/fork/none', '{ "turn": 0, "to": "other" }', 404, 'no-conversation'],
      ['/play/fork/first', '{ "turn": 0, "to": "first" }', 422, 'invalid-message'],
      ['/play/fork/first', '{ "turn": 7, "to": "other" }', 404, 'no-such-turn'],
      ['/play/fork/first', '{ "turn": -1, "to": "other" }', 422, 'invalid-message'],
      ['/play/fork/first', '{ "turn": 0, "to": "../other" }', 422, 'invalid-id'],
      ['/play/explain/none', '{ "text": "yes" }', 404, 'no-conversation'],
      ['/play/notify/first', `{ "type": "payment.completed", "payload": ${nested} }`, 400, 'not-json'],
      ['/play/notify/first', '{ "type": "constructor" }', 422, 'invalid-message'],
      ['/play/say/none', '{ "text": "Hello" }', 404, 'no-conversation'],
      ['/play/say/none', '{ "text": " " }', 422, 'empty-message'],
      ['/play/paths/99999', '{ "id": "path" }', 404, 'no-route'],
    ] as const
    for (const [path, body, status, code] of refused) expect(await statusAndCode(path, body)).toEqual([path, status, code])
    for (const data of ['{ "__proto__": { "isAdmin": true } }', `{ "x": ${nested} }`])
      expect(await statusAndCode('/conversations/second', `{ "data": ${data} }`, 'PUT')).toEqual(['/conversations/second', 400, 'not-json'])
    const { authorization } = headers
    for (const host of [`${new URL(url).host}.evil.example.com`, '127.0.0.1:1', 'evil.example.com'])
      expect(await statusOf(url, '/play/flow', { authorization, host })).toBe(403)
    expect(await statusOf(url, '/play/flow', { authorization, origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await (await post('/conversations/first/messages', { id: 'm-1', text: 'yes' })).json()).toMatchObject({
      turn: { state: 'goodbye' },
    })
    expect(errors()).toBe('')
  })

  test('answers nobody else', async () => {
    const { url, headers, ask, running } = played
    const { authorization } = headers
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/)
    expect(await page.text()).not.toMatch(/<script(?! type="module" src="app\.js")/)
    expect(
      (await fetch(`${url}/app.js`, { headers: { 'if-none-match': (await fetch(`${url}/app.js`)).headers.get('etag') ?? '' } })).status,
    ).toBe(304)
    const secret = [
      '/play/flow',
      '/play/state?name=hello',
      '/play/paths',
      '/play/properties',
      '/play/list',
      '/play/watch',
      '/conversations/first',
    ]
    for (const path of secret) expect([path, await statusOf(url, path)]).toEqual([path, 401])
    expect(await statusOf(url, '/play/flow', { authorization: 'Bearer another-token' })).toBe(401)
    for (const path of ['/', '/app.js', '/play/flow', '/conversations/first']) {
      expect(await statusOf(url, path, { authorization, host: 'evil.example.com' })).toBe(403)
      expect(await statusOf(url, path, { authorization, origin: 'https://evil.example.com' })).toBe(403)
      expect(await statusOf(url, path, { authorization, origin: 'null' })).toBe(403)
    }
    const odd = [
      '/../package.json',
      '/%2e%2e/package.json',
      '//etc/passwd',
      '/play/../app.js',
      '/play/constructor',
      '/play/state?name=__proto__',
      '/app.js/..%2f',
    ]
    for (const path of odd) expect([path, await statusOf(url, path, { authorization })]).toEqual([path, 404])
    const huge = JSON.stringify({ turn: 0, to: 'x'.repeat(100_000) })
    expect((await ask('/play/fork/first', { method: 'POST', body: huge })).status).toBe(413)
    expect((await ask('/play/fork/first', { method: 'POST', body: '{' })).status).toBe(400)
    expect((await ask('/play/fork/a%2Fb', { method: 'POST', body: '{}' })).status).toBe(422)
    expect((await ask('/play/flow', { method: 'POST', body: '{}' })).status).toBe(405)
    expect((await ask('/', { method: 'POST', body: 'x' })).status).toBe(405)
    // They are open from here on, so that this test comes last.
    const streams = await Promise.all(Array.from({ length: 1_000 }, () => statusOf(url, '/play/watch', { authorization })))
    expect(streams.filter((status) => status === 200)).toHaveLength(20)
    expect(new Set(streams)).toEqual(new Set([200, 429]))
    expect((await ask('/play/flow')).status).toBe(200)
    expect(running.exitCode).toBeNull()
  })
})
