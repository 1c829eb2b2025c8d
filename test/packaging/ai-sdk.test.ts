import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { codeBlocks, titleOf } from '../docs/markdown.js'
import { copyProject } from './copy-project.js'
import { installedIn } from './installed-package.js'
import { newerNode } from './newer-node.js'
import { repository } from './repository.js'
import { compile, runSuccessfully } from './run-command.js'

const { project } = await installedIn(inject('packageFolder'))
const place = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-ai-sdk-')))
afterAll(() => rm(place, { recursive: true, force: true }), 120_000)

/** The packages of each AI SDK that is spoken to; a provider of AI SDK 5 makes models of the specification 2. */
const OLDER = ['ai@6.0.325', 'openai-compatible-5@npm:@ai-sdk/openai-compatible@1.0.61', '@ai-sdk/openai-compatible@2.0.92']
const NEWEST = ['ai@7.0.173', '@ai-sdk/openai-compatible@3.0.92', '@ai-sdk/react@4.0.177', 'react@19.3.1', 'react-dom@19.3.1']

/** What the page of the guide is run and checked with, lent by the checkout. */
const LENT = ['happy-dom', '@types/react', 'csstype']

/** A project with the package as it is published, and packages of the AI SDK. */
async function projectWith(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(place, name)
  copyProject(project, folder)
  await runSuccessfully('npm', ['install', ...packages, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  return folder
}

let newest: Promise<{ readonly node: string; readonly folder: string } | { readonly missing: string }> | undefined

/** A project with AI SDK 7, and the Node that it asks for. It is made once. */
function newestProject() {
  newest ??= makeNewest()
  return newest
}

async function makeNewest() {
  const node = await newerNode()
  if ('missing' in node) return { missing: `AI SDK 7 asks for Node 22, and ${node.missing}` }
  const folder = await projectWith('newest', NEWEST)
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  for (const name of LENT) symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  return { node: node.program, folder }
}

/** Talks once with each model, and prints what was said and what it cost. */
const talk = (models: string) => `
import { createServer } from 'node:http'
import { defineFlow, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { aiSdkModel } from 'talkchart/ai-sdk'
import { simulateReadableStream } from 'ai'
${models}
const flow = defineFlow({
  name: 'bakery',
  systemPrompt: { instruct: 'You work for a bakery.' },
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { instruct: 'Greet the customer.' },
      transitions: { order: llmClassifier({ prompt: 'Is it an order?', targetClass: 'yes' }) },
      nextStates: { order: 'done' },
    },
    done: { prompt: { instruct: 'Thank the customer.' } },
  },
})
const said = {}
for (const [name, model] of Object.entries(models(await serve()))) {
  const conversation = await openConversation({ flow, model: aiSdkModel(model), store: memoryStore() })
  const pieces = []
  await conversation.send('two rolls please', { onDelta: (delta) => pieces.push(delta) })
  const { state, usage, error } = conversation
  said[name] = { state, error, texts: conversation.messages.map(({ text }) => text), pieces: pieces.length, ...usage }
  await conversation.close()
}
console.log(JSON.stringify(said))
process.exit()

/** A chat-completions server, for providers that speak over HTTP. */
async function serve() {
  const server = createServer(async (incoming, response) => {
    const body = JSON.parse(await new Response(incoming).text())
    const usage = { prompt_tokens: 9, completion_tokens: 4 }
    if (!body.stream) {
      response.setHeader('content-type', 'application/json')
      const message = { role: 'assistant', content: JSON.stringify(answer(body.response_format.json_schema.schema)) }
      return response.end(JSON.stringify({ id: 'c', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }))
    }
    response.setHeader('content-type', 'text/event-stream')
    for (const content of words(JSON.stringify(body.messages))) send({ choices: [{ index: 0, delta: { role: 'assistant', content } }] })
    send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })
    response.end('data: [DONE]\\n\\n')
    function send(chunk) {
      response.write('data: ' + JSON.stringify({ id: 'c', created: 1, model: 'm', ...chunk }) + '\\n\\n')
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return 'http://127.0.0.1:' + server.address().port + '/v1'
}
function words(prompt) {
  return prompt.includes('Thank') ? ['Thank ', 'you!'] : ['Good ', 'morning!']
}
function answer(schema) {
  return Object.fromEntries(Object.keys(schema.properties).map((key) => [key, 'yes']))
}
/** What the AI SDK's own models for tests are made with. */
function mocked() {
  const usage = {
    inputTokens: { total: 9, noCache: 9, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 4, text: 4, reasoning: undefined },
  }
  const finishReason = { unified: 'stop', raw: 'stop' }
  return {
    doGenerate: async ({ responseFormat }) => ({ content: [{ type: 'text', text: JSON.stringify(answer(responseFormat.schema)) }], finishReason, usage, warnings: [] }),
    doStream: async ({ prompt }) => ({
      stream: simulateReadableStream({
        chunks: [
          { type: 'text-start', id: '1' },
          ...words(JSON.stringify(prompt)).map((delta) => ({ type: 'text-delta', id: '1', delta })),
          { type: 'text-end', id: '1' },
          { type: 'finish', finishReason, usage },
        ],
      }),
    }),
  }
}
`

/** A program whose types hold, with the checker as strict as can be about the models. */
const typed = (imports: string, models: readonly string[]) => `
import { aiSdkModel } from 'talkchart/ai-sdk'
${imports}
${models.map((model) => `aiSdkModel(${model})`).join('\n')}
// @ts-expect-error A name alone is no model.
aiSdkModel('openai/gpt-5')
`

async function checkTypes(folder: string, source: string, file = 'typed.ts'): Promise<void> {
  writeFileSync(join(folder, file), source)
  const settings = [
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    '',
    '--jsx',
    'react-jsx',
  ]
  expect(await compile([...settings, file], folder)).toEqual({ exitCode: 0, output: '' })
}

async function runTalk(node: string, folder: string, models: string): Promise<unknown> {
  writeFileSync(join(folder, 'talk.mjs'), talk(models))
  const lines = (await runSuccessfully(node, ['talk.mjs'], folder)).trim().split('\n')
  return JSON.parse(lines.at(-1) ?? '')
}

const TALK = {
  state: 'done',
  error: null,
  texts: ['Good morning!', 'two rolls please', 'Thank you!'],
  pieces: 2,
  modelCalls: 3,
  inputTokens: 27,
  outputTokens: 12,
}

describe('models of the AI SDK as it is published', { timeout: 600_000 }, () => {
  test('of AI SDK 5 and 6 carry a conversation', async () => {
    const folder = await projectWith('older', OLDER)
    const models = `
import { MockLanguageModelV3 } from 'ai/test'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createOpenAICompatible as createOlder } from 'openai-compatible-5'
const models = (baseURL) => ({
  v2: createOlder({ name: 'bakery', baseURL, includeUsage: true, supportsStructuredOutputs: true })('m'),
  v3: createOpenAICompatible({ name: 'bakery', baseURL, includeUsage: true, supportsStructuredOutputs: true })('m'),
  mock: new MockLanguageModelV3(mocked()),
})`
    expect(await runTalk(process.execPath, folder, models)).toEqual({ v2: TALK, v3: TALK, mock: TALK })
    const imports = `
import { MockLanguageModelV3 } from 'ai/test'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createOpenAICompatible as createOlder } from 'openai-compatible-5'
const options = { name: 'bakery', baseURL: 'http://127.0.0.1/v1' }`
    await checkTypes(
      folder,
      typed(imports, ["createOlder(options)('m')", "createOpenAICompatible(options)('m')", 'new MockLanguageModelV3()']),
    )
  })

  test('of AI SDK 7 carry a conversation, on a newer Node', async (context) => {
    const project = await newestProject()
    if ('missing' in project) return context.skip(project.missing)
    const { node, folder } = project
    const models = `
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
const models = (baseURL) => ({
  v4: createOpenAICompatible({ name: 'bakery', baseURL, includeUsage: true, supportsStructuredOutputs: true })('m'),
  mock3: new MockLanguageModelV3(mocked()),
  mock4: new MockLanguageModelV4(mocked()),
})`
    expect(await runTalk(node, folder, models)).toEqual({ v4: TALK, mock3: TALK, mock4: TALK })
    const imports = `
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
const options = { name: 'bakery', baseURL: 'http://127.0.0.1/v1' }`
    await checkTypes(
      folder,
      typed(imports, ["createOpenAICompatible(options)('m')", 'new MockLanguageModelV3()', 'new MockLanguageModelV4()']),
    )
  })
})

describe('a page of the AI SDK as it is published', { timeout: 600_000 }, () => {
  test('streams, retries, regenerates, resumes in another component, edits and ends, with no call too many', async (context) => {
    const project = await newestProject()
    if ('missing' in project) return context.skip(project.missing)
    const { node, folder } = project
    const block = codeBlocks('docs/guide/ai-sdk.md').find((candidate) => titleOf(candidate) === 'chat.tsx')
    const page = block?.code ?? ''
    writeFileSync(join(folder, 'chat.mjs'), transformSync(page, { loader: 'tsx', format: 'esm', jsx: 'automatic' }).code)
    cpSync(join(repository, 'test/packaging/use-chat-page.js'), join(folder, 'use-chat-page.js'))
    const [seen] = await Promise.all([
      runSuccessfully(node, ['use-chat-page.js'], folder),
      checkTypes(folder, `${page}${rendered}`, 'chat.tsx'),
    ])
    expect(JSON.parse(seen.trim())).toEqual({
      streamed: 1,
      error: 'A step of the conversation failed.',
      retried: 3,
      regenerated: 4,
      resumed: 5,
      ended: 'The conversation has ended.',
      calls: 5,
    })
  })
})

/** What a server has rendered fits the page. */
const rendered = `
import { toUIMessages } from 'talkchart/ai-sdk'
import type { ConversationHost } from 'talkchart/server'
export async function Rendered({ host }: { readonly host: ConversationHost }) {
  const view = await host.read('ana')
  return view && <Chat id="ana" messages={toUIMessages(view)} />
}
`
