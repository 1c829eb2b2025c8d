import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { protocolServer, sendCompletion, sendJson, sendStream } from './protocol-server.js'
import { PROVIDER_ANSWERS, tableRow } from './provider-answers.js'
import { neverAborted, respondRequest, understandRequest } from './requests.js'

const ANSWER = { extract: { product: 'rolls' }, satisfied: 'no', next: 'oven' }

async function modelAt(answer: Parameters<typeof protocolServer>[0], timeout = 5_000) {
  const server = await protocolServer(answer)
  const notices: string[] = []
  const onNotice = (notice: string) => notices.push(notice)
  const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, maxRetries: 1, timeout, onNotice })
  return { model, server, notices }
}

describe('what each answer of a provider becomes', () => {
  it.each(PROVIDER_ANSWERS.map((row) => [row.answer, row] as const))('%s', async (_answer, { outcome, send }) => {
    const { model } = await modelAt((_request, response) => send(response))
    const deltas: string[] = []
    const call = model.respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => deltas.push(delta) })
    if ('spoken' in outcome) {
      expect((await call).text).toBe(outcome.spoken)
      expect(deltas.join('')).toBe(outcome.spoken)
      return
    }
    const { code, status = null, message = '', retryAfter, outputTokens } = outcome
    await expect(call).rejects.toMatchObject({ name: 'ModelError', code, status, message: expect.stringContaining(message) })
    if (retryAfter !== undefined) await expect(call).rejects.toMatchObject({ retryAfter })
    if (outputTokens !== undefined) await expect(call).rejects.toMatchObject({ usage: { inputTokens: 9, outputTokens } })
  })

  it('is a table of the page about models', async () => {
    const page = await readFile(new URL('../../../docs/reference/models.md', import.meta.url), 'utf8')
    expect(page).toContain(['| the provider sends | what comes of it |', '|---|---|', ...PROVIDER_ANSWERS.map(tableRow), ''].join('\n'))
  })
})

describe('reasoning', () => {
  it('is dropped wherever the pieces are cut, and the pieces are the reply', async () => {
    const pieces: string[] = []
    const { model } = await modelAt((_request, response) =>
      sendStream(
        response,
        pieces.map((content) => ({ content })),
      ),
    )
    const whole = '<think>Is a < b?</think>\n\nIt is 2 < 3 [T and <th <thinking>Hm.</thinking>so.'
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async (cuts) => {
        const borders = [0, ...cuts.sort((left, right) => left - right), whole.length]
        pieces.splice(0, pieces.length, ...borders.slice(1).map((border, index) => whole.slice(borders[index], border)))
        const heard: string[] = []
        const { text } = await model.respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => heard.push(delta) })
        expect(text).toBe('It is 2 < 3 [T and <th so.')
        expect(heard.join('')).toBe(text)
      }),
      { numRuns: 40 },
    )
  })
})

describe('an answer to questions', () => {
  const completion = (message: unknown, finishReason = 'stop') => ({
    choices: [
      { index: 1, message: { content: '{}' }, finish_reason: 'stop' },
      { index: 0, message, finish_reason: finishReason },
    ],
    usage: { prompt_tokens: 9, completion_tokens: 4 },
  })

  it.each([
    [
      'is a list of parts',
      {
        content: [
          { type: 'thinking', thinking: [] },
          { type: 'text', text: JSON.stringify(ANSWER) },
        ],
      },
    ],
    ['comes after reasoning with braces of its own', { content: `<think>Is it {"next": null}?</think>${JSON.stringify(ANSWER)}` }],
    ['comes after reasoning that began in the prompt', { content: `Is it {"next": null}?</think>${JSON.stringify(ANSWER)}` }],
  ])('%s', async (_what, message) => {
    const { model } = await modelAt((_request, response) => sendJson(response, 200, completion(message)))
    const result = await model.understand(understandRequest(), { signal: neverAborted })
    expect(result).toEqual({ value: ANSWER, usage: { inputTokens: 9, outputTokens: 4 } })
  })

  it('keeps the marks of reasoning that the user wrote', async () => {
    const said = { ...ANSWER, extract: { product: '<think>rolls</think>' } }
    const { model } = await modelAt((_request, response) => sendCompletion(response, { content: JSON.stringify(said) }))
    expect((await model.understand(understandRequest(), { signal: neverAborted })).value).toEqual(said)
  })

  it.each([
    ['a number', 'off-schema', completion({ content: 42 })],
    ['a tool call', 'off-schema', completion({ content: null, tool_calls: [{ id: 'a' }] }, 'tool_calls')],
    ['nothing but reasoning', 'empty', completion({ content: '<think>Hm.</think>' })],
    ['half an object', 'truncated', completion({ content: '{"sat' }, 'length')],
    ['prose', 'off-schema', completion({ content: 'They are satisfied.' })],
  ])('that is %s fails with %s, and says what it cost', async (_what, code, body) => {
    const { model } = await modelAt((_request, response) => sendJson(response, 200, body))
    const call = model.understand(understandRequest(), { signal: neverAborted })
    await expect(call).rejects.toMatchObject({ name: 'ModelError', code, usage: { inputTokens: 9, outputTokens: 4 } })
  })

  it.each([
    ['{ error: { message } }', { error: { message: 'The model is not loaded.' } }],
    ['{ error: text }', { error: 'The model is not loaded.' }],
    ['{ object: "error", message }', { object: 'error', message: 'The model is not loaded.', code: 40_403 }],
    ['{ detail }', { detail: 'The model is not loaded.' }],
    ['a choice with an error', { choices: [{ index: 0, error: { message: 'The model is not loaded.' } }] }],
  ])('that is %s with HTTP 200 keeps the words of the provider', async (_shape, body) => {
    const { model } = await modelAt((_request, response) => sendJson(response, 200, body))
    const call = model.understand(understandRequest(), { signal: neverAborted })
    await expect(call).rejects.toMatchObject({ code: 'model', message: 'The call to the model failed: The model is not loaded.' })
  })
})

describe('usage', () => {
  it.each([
    ['is negative', { prompt_tokens: -1, completion_tokens: 4 }, { inputTokens: 0, outputTokens: 4 }, 'prompt_tokens'],
    [
      'is past counting',
      { prompt_tokens: 1e308, completion_tokens: 4 },
      { inputTokens: Number.MAX_SAFE_INTEGER, outputTokens: 4 },
      'prompt_tokens',
    ],
    ['is a text', { prompt_tokens: 9, completion_tokens: '12' }, { inputTokens: 9, outputTokens: 12 }, 'completion_tokens'],
    ['is half a token', { prompt_tokens: 9, completion_tokens: 1.5 }, { inputTokens: 9, outputTokens: 1 }, 'completion_tokens'],
    ['is missing', undefined, { inputTokens: 0, outputTokens: 0 }, 'no usage'],
    ['is no object', 'many', { inputTokens: 0, outputTokens: 0 }, 'no usage'],
  ])('that %s is counted safely, and told once', async (_what, reported, usage, notice) => {
    const { model, notices } = await modelAt((_request, response) =>
      sendJson(response, 200, {
        choices: [{ index: 0, message: { content: JSON.stringify(ANSWER) }, finish_reason: 'stop' }],
        usage: reported,
      }),
    )
    for (let call = 0; call < 2; call += 1) {
      expect(await model.understand(understandRequest(), { signal: neverAborted })).toEqual({ value: ANSWER, usage })
    }
    expect(notices).toEqual([expect.stringContaining(notice)])
  })
})
