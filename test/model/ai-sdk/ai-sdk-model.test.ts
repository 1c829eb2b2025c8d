import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { aiSdkModel } from 'talkchart/ai-sdk'
import { describe, expect, it } from 'vitest'
import { deferred, neverAborted, quiet, respondRequest, understandRequest } from '../openai/requests.js'
import { SDK_ANSWERS, tableRow } from './sdk-answers.js'
import { apiCallError, finishOf, generated, sdkModel, streamOf, textParts, usageOf, VERSIONS } from './sdk-models.js'

const ANSWER = { extract: { product: 'rolls' }, satisfied: 'no', next: 'oven' }

describe.each(VERSIONS)('a model of the specification %s', (version) => {
  describe('what each of its answers becomes', () => {
    it.each(SDK_ANSWERS.map((row) => [row.answer, row] as const))('%s', async (_answer, { outcome, stream }) => {
      const deltas: string[] = []
      const { model } = sdkModel(version, { stream: () => stream(version) })
      const call = aiSdkModel(model).respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => deltas.push(delta) })
      if ('spoken' in outcome) {
        expect((await call).text).toBe(outcome.spoken)
        expect(deltas.join('')).toBe(outcome.spoken)
        return
      }
      const { code, status = null, message = '', retryAfter = null, counted } = outcome
      const usage = counted ? { inputTokens: 9, outputTokens: 4 } : null
      await expect(call).rejects.toMatchObject({
        name: 'ModelError',
        code,
        status,
        retryAfter,
        usage,
        message: expect.stringContaining(message),
      })
    })
  })

  it('counts the tokens of a reply', async () => {
    const { model } = sdkModel(version, { stream: () => streamOf([...textParts('Yes.'), finishOf(version)]) })
    expect(await aiSdkModel(model).respond(respondRequest(), quiet)).toEqual({ text: 'Yes.', usage: { inputTokens: 9, outputTokens: 4 } })
  })

  it.each([
    ['as it is', [{ type: 'text', text: JSON.stringify(ANSWER) }]],
    [
      'in several parts, beside reasoning',
      [
        { type: 'reasoning', text: '{' },
        { type: 'text', text: '{"extract":{"product":"rolls"},' },
        { type: 'text', text: '"satisfied":"no","next":"oven"}' },
      ],
    ],
    ['in a code fence', [{ type: 'text', text: `Sure!\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\nAnything else?` }]],
    ['after its reasoning', [{ type: 'text', text: `<think>{no}</think>${JSON.stringify(ANSWER)}` }]],
    [
      'with a null for what need not be there',
      [{ type: 'text', text: JSON.stringify({ ...ANSWER, extract: { product: 'rolls', amount: null } }) }],
    ],
  ])('understands an answer %s', async (_how, content) => {
    const { model } = sdkModel(version, { generate: () => generated(version, content) })
    const result = await aiSdkModel(model).understand(understandRequest(), { signal: neverAborted })
    expect(result).toEqual({ value: ANSWER, usage: { inputTokens: 9, outputTokens: 4 } })
  })

  it.each([
    ['that is no JSON', generated(version, [{ type: 'text', text: 'Rolls, I think.' }]), 'off-schema'],
    ['that is cut off', generated(version, [{ type: 'text', text: '{"extract"' }], 'length'), 'truncated'],
    ['that is held back', generated(version, [], 'content-filter'), 'refusal'],
    ['of nothing', generated(version, []), 'empty'],
    ['of reasoning alone', generated(version, [{ type: 'text', text: '<think>Hm.' }]), 'empty'],
    [
      'that calls a tool',
      generated(version, [{ type: 'tool-call', toolCallId: 'c', toolName: 'answer', input: '{}' }], 'tool-calls'),
      'off-schema',
    ],
    ['that is none', JSON.parse('null'), 'off-schema'],
    ['without content', {}, 'off-schema'],
  ])('fails for an answer %s', async (_what, answer, code) => {
    const { model } = sdkModel(version, { generate: () => answer })
    await expect(aiSdkModel(model).understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({
      name: 'ModelError',
      code,
    })
  })

  it('reads whatever a stream holds: it replies or fails with a ModelError, and the pieces are the text', async () => {
    const part = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.constantFrom('text-delta', 'finish', 'error', 'reasoning-delta', 'tool-call', 'text-end'),
        delta: fc.oneof(fc.string(), fc.anything()),
        error: fc.anything(),
      }),
      fc.constantFrom(...textParts('Good ', 'morning'), finishOf(version), finishOf(version, 'stop', usageOf(version, -1, Number.NaN))),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const { model } = sdkModel(version, { stream: () => streamOf(parts) })
        const heard: string[] = []
        const result = await aiSdkModel(model)
          .respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => heard.push(delta) })
          .catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toMatchObject({ name: 'ModelError' })
        else expect(result).toMatchObject({ text: heard.join('') })
      }),
    )
  })
})

describe('the page about models', () => {
  it('has a row for each answer', async () => {
    const page = await readFile(new URL('../../../docs/reference/models.md', import.meta.url), 'utf8')
    expect(page).toContain(
      ['| the model of the AI SDK gives | what comes of it |', '|---|---|', ...SDK_ANSWERS.map(tableRow), ''].join('\n'),
    )
  })
})

describe('what a model is asked', () => {
  const speaking = (changes = {}) => sdkModel('v3', { stream: () => streamOf([...textParts('Yes.'), finishOf('v3')]), ...changes })

  it('is the prompt, the history and the instruction, with the id of the request', async () => {
    const { model, calls } = speaking()
    await aiSdkModel(model).respond(respondRequest({ id: 'ana/3/begrüßung/1/respond' }), quiet)
    expect(calls).toEqual([
      {
        prompt: [
          { role: 'system', content: 'You work for a bakery.' },
          { role: 'assistant', content: [{ type: 'text', text: 'Hello! Shall we go on?' }] },
          { role: 'user', content: [{ type: 'text', text: 'yes' }] },
          { role: 'system', content: 'Offer help in one sentence.' },
        ],
        headers: { 'idempotency-key': 'ana/3/begr%C3%BC%C3%9Fung/1/respond' },
        abortSignal: expect.any(AbortSignal),
      },
    ])
  })

  it.each([
    ['google.generative-ai', 'gemini-3-flash', 'user'],
    ['google.vertex.chat', 'gemini-3-flash', 'user'],
    ['anthropic.messages', 'claude-sonnet-5', 'user'],
    ['amazon-bedrock', 'amazon.nova-pro-v1:0', 'user'],
    ['gateway', 'google/gemini-3-flash', 'user'],
    ['gateway', 'openai/gpt-5-mini', 'system'],
    ['openai.responses', 'gpt-5-mini', 'system'],
  ] as const)('%s %s: the instruction is a message of the %s', async (provider, modelId, role) => {
    const { model, calls } = speaking({ provider, modelId })
    await aiSdkModel(model).respond(respondRequest(), quiet)
    expect(calls[0]?.prompt.at(-1)?.role).toBe(role)
  })

  it('takes the role, settings and provider options that are given', async () => {
    const { model, calls } = speaking()
    const settings = { temperature: 0, seed: 7, maxOutputTokens: 500, headers: { 'x-team': 'bread' } }
    const providerOptions = { bakery: { crust: 'dark' } }
    const asked = aiSdkModel(model, { instructionRole: 'user', settings, providerOptions })
    await asked.respond(respondRequest(), { ...quiet, maxOutputTokens: 200 })
    await asked.respond(respondRequest(), { ...quiet, maxOutputTokens: 900 })
    const [first, second] = calls
    expect(first).toMatchObject({ temperature: 0, seed: 7, maxOutputTokens: 200, providerOptions, headers: { 'x-team': 'bread' } })
    expect(first?.prompt.at(-1)).toEqual({ role: 'user', content: [{ type: 'text', text: 'Offer help in one sentence.' }] })
    expect(second).toMatchObject({ maxOutputTokens: 500 })
  })

  it('is for an answer by its schema, as strict as it can be said', async () => {
    const { model, calls } = sdkModel('v3', { generate: () => generated('v3', [{ type: 'text', text: '{}' }]) })
    const asked = aiSdkModel(model, { providerOptions: { openai: { reasoningEffort: 'low' } } })
    const open = { type: 'object', additionalProperties: { type: 'string' } }
    await asked.understand(understandRequest(), { signal: neverAborted })
    await asked.understand(understandRequest({ schema: open }), { signal: neverAborted })
    const [strict, loose] = calls
    expect(strict?.responseFormat).toMatchObject({ type: 'json', name: 'answer', schema: { required: ['extract', 'satisfied', 'next'] } })
    expect(strict?.responseFormat?.schema).toMatchObject({ properties: { extract: { required: ['product', 'amount'] } } })
    expect(strict?.providerOptions).toEqual({ openai: { reasoningEffort: 'low' } })
    expect(loose?.responseFormat?.schema).toEqual(open)
    expect(loose?.providerOptions).toEqual({ openai: { reasoningEffort: 'low', strictJsonSchema: false } })
    expect(strict?.prompt.at(-1)).toEqual({ role: 'user', content: [{ type: 'text', text: 'two rolls please' }] })
  })

  it('must be a model of AI SDK 5 to 7', () => {
    const { model } = speaking()
    const wrong: readonly unknown[] = ['openai/gpt-5', undefined, { ...model, specificationVersion: 'v1' }]
    const messages = wrong.map((value) => {
      try {
        Reflect.apply(aiSdkModel, undefined, [value])
        return 'taken'
      } catch (error) {
        return String(error)
      }
    })
    expect(messages).toEqual([
      expect.stringContaining('given the name of a model alone ("openai/gpt-5"). Give it what a provider\'s function returns'),
      expect.stringContaining('given no model that it knows (nothing)'),
      expect.stringContaining('of the specification "v1"'),
    ])
  })
})

describe('a call that is cut off', () => {
  /** A stream that says something and then nothing for ever, whoever asks it to stop. */
  const silent = (stopped: (reason: unknown) => void = () => undefined) =>
    new ReadableStream<unknown>({
      start(controller) {
        controller.enqueue({ type: 'text-delta', id: 't', delta: 'Good ' })
      },
      cancel: stopped,
    })

  it.each([
    ['falls silent', { stream: () => silent() }],
    ['never begins', { stream: () => new Promise<ReadableStream<unknown>>(() => undefined) }],
  ])('ends in time when the model %s', async (_how, answers) => {
    const asked = aiSdkModel(sdkModel('v4', answers).model, { timeout: 20 })
    await expect(asked.respond(respondRequest(), quiet)).rejects.toMatchObject({
      code: 'timeout',
      message: 'The model did not answer within 20 ms.',
    })
  })

  it('ends in time when an answer is never generated', async () => {
    const { model } = sdkModel('v4', { generate: () => new Promise<object>(() => undefined) })
    const asked = aiSdkModel(model, { timeout: 20 })
    await expect(asked.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('is given up at once, with its stream, and nothing is heard after', async () => {
    const stopped = deferred()
    const controller = new AbortController()
    const { model, calls } = sdkModel('v4', { stream: () => silent(stopped.resolve) })
    const heard: string[] = []
    const call = aiSdkModel(model).respond(respondRequest(), {
      signal: controller.signal,
      onDelta: (delta) => {
        heard.push(delta)
        controller.abort()
      },
    })
    await expect(call).rejects.toMatchObject({ code: 'aborted', message: 'The call to the model was aborted.' })
    await stopped.promise
    expect(calls[0]?.abortSignal.aborted).toBe(true)
    expect(heard).toEqual(['Good '])
  })

  it('gives up a stream that comes too late', async () => {
    const stopped = deferred()
    const late = deferred()
    const controller = new AbortController()
    const stream = async () => {
      await late.promise
      return silent(stopped.resolve)
    }
    const call = aiSdkModel(sdkModel('v3', { stream }).model).respond(respondRequest(), { ...quiet, signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'aborted' })
    late.resolve()
    await stopped.promise
  })

  it('is a lost connection when the stream breaks', async () => {
    const stream = () =>
      new ReadableStream<unknown>({
        pull(controller) {
          controller.error(new TypeError('terminated', { cause: new Error('other side closed') }))
        },
      })
    const call = aiSdkModel(sdkModel('v3', { stream }).model).respond(respondRequest(), quiet)
    await expect(call).rejects.toMatchObject({ code: 'connection', message: expect.stringContaining('terminated: other side closed') })
  })
})

it('reads a stream to its end after the reply is whole', async () => {
  const ended = deferred()
  const through = new TransformStream<unknown, unknown>({ flush: () => ended.resolve() })
  const { model } = sdkModel('v3', { stream: () => streamOf([...textParts('Yes.'), finishOf('v3'), { type: 'raw' }]).pipeThrough(through) })
  expect((await aiSdkModel(model).respond(respondRequest(), quiet)).text).toBe('Yes.')
  await ended.promise
})

it('keeps neither the request nor a key in an error', async () => {
  const echo = apiCallError('No such key: sk-0123456789abcdef', { statusCode: 401, responseBody: 'sk-0123456789abcdef' })
  const { model } = sdkModel('v3', { stream: () => Promise.reject(echo) })
  const error: unknown = await aiSdkModel(model)
    .respond(respondRequest(), quiet)
    .catch((failure: unknown) => failure)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/0123456789|secret words/)
})
