import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { compileFlow, defineFlow, keyword, type LanguageModel, llmClassifier, ModelError, memoryStore, openConversation } from 'talkchart'
import { telemetry } from 'talkchart/otel'
import { describe, expect, it, vi } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { deferred } from '../model/openai/requests.js'
import { activeSpanId, recordSpans, tree } from './spans.js'

const spans = recordSpans()
const names = { provider: 'bakery', model: 'oven-1' }

const flow = defineFlow({
  name: 'order',
  version: '7',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'What may it be?' },
      transitions: { order: llmClassifier({ prompt: 'Is it an order?', targetClass: 'yes' }) },
      nextStates: { order: 'baking' },
    },
    baking: {
      prompt: { instruct: 'Thank the customer.' },
      invoke: { src: 'bake', saveAs: 'bread' },
      transitions: { bye: keyword(['bye']) },
      nextStates: { bye: 'done' },
    },
    done: { prompt: { say: 'Bye.' } },
  },
})

const usage = { inputTokens: 9, outputTokens: 4 }

/** A model that says yes to every question, and speaks in two pieces. */
function speaking(changes: Partial<LanguageModel> = {}): LanguageModel {
  return {
    async respond(_request, { onDelta }) {
      onDelta('Thank ')
      await Promise.resolve()
      onDelta('you!')
      return { text: 'Thank you!', usage }
    },
    understand: async ({ questions }) => ({ value: Object.fromEntries(questions.map(({ key }) => [key, 'yes'])), usage }),
    ...changes,
  }
}

const actors = { bake: fromPromise(async () => 'bread') }

function opening(model: LanguageModel, changes = {}) {
  const { model: traced, inspect } = telemetry({ tracer: spans.tracer, ...names, ...changes })
  return { machine: compileFlow(flow, { model: traced(model), actors }), inspect, store: memoryStore() }
}

describe('a turn', () => {
  it('is a span, and so are its calls and its actors, below it', async () => {
    const conversation = await openConversation({ ...opening(speaking()), id: 'ana' })
    await conversation.send('two rolls please')
    await conversation.send('bye')
    await conversation.close()
    const ended = spans.take()
    expect(tree(ended, ['talkchart.turn', 'talkchart.transition', 'talkchart.phase'])).toEqual([
      'invoke_workflow order talkchart.turn=0 talkchart.phase=listening',
      'invoke_workflow order talkchart.turn=1 talkchart.transition=order talkchart.phase=listening',
      '  chat oven-1',
      '  execute_tool bake',
      '  chat oven-1',
      'invoke_workflow order talkchart.turn=2 talkchart.transition=bye talkchart.phase=done',
    ])
    const [, turn, understand, bake, respond] = ended
    expect(turn).toMatchObject({
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.agent.name': 'order',
        'gen_ai.conversation.id': 'ana',
        'gen_ai.usage.input_tokens': 18,
        'gen_ai.usage.output_tokens': 8,
        'talkchart.flow.version': '7',
        'talkchart.turn': 1,
        'talkchart.state': 'baking',
        'talkchart.transition': 'order',
        'talkchart.phase': 'listening',
        'talkchart.recovered': false,
      },
    })
    expect(turn?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['talkchart.state.entered', { 'talkchart.state': 'baking', 'talkchart.transition': 'order' }],
    ])
    const call = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'bakery',
      'gen_ai.request.model': 'oven-1',
      'gen_ai.conversation.id': 'ana',
    }
    const cost = { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 4 }
    expect(understand).toMatchObject({ kind: SpanKind.CLIENT })
    expect(understand?.attributes).toEqual({ ...call, ...cost, 'gen_ai.request.stream': false, 'gen_ai.output.type': 'json' })
    expect(respond?.attributes).toEqual({
      ...call,
      ...cost,
      'gen_ai.request.stream': true,
      'gen_ai.output.type': 'text',
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
    expect(bake).toMatchObject({ kind: SpanKind.INTERNAL })
    expect(bake?.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'bake',
      'gen_ai.tool.type': 'function',
    })
  })

  it('is a part of what its process does, and the model’s call is what its HTTP request is a part of', async () => {
    const seen: (string | undefined)[] = []
    const model = speaking({
      async understand({ questions }) {
        await Promise.resolve()
        seen.push(activeSpanId())
        return { value: Object.fromEntries(questions.map(({ key }) => [key, 'yes'])), usage }
      },
    })
    const conversation = await openConversation({ ...opening(model), id: 'ana' })
    spans.take()
    const request = spans.tracer.startSpan('POST /messages')
    await context.with(trace.setSpan(context.active(), request), () => conversation.send('two rolls please'))
    request.end()
    await conversation.close()
    const ended = spans.take()
    expect(tree(ended).slice(0, 3)).toEqual(['POST /messages', '  invoke_workflow order', '    chat oven-1'])
    expect(seen).toEqual([ended[2]?.spanContext().spanId])
  })

  it('stands apart when its message waited for another, whose request is not its own', async () => {
    const begun = deferred()
    const go = deferred()
    const model = speaking({
      async understand() {
        begun.resolve()
        await go.promise
        return { value: null, usage }
      },
    })
    const conversation = await openConversation({ ...opening(model), id: 'ana' })
    spans.take()
    const sendIn = (name: string, text: string) => {
      const request = spans.tracer.startSpan(name)
      const turn = context.with(trace.setSpan(context.active(), request), () => conversation.send(text))
      return turn.finally(() => request.end())
    }
    const first = sendIn('first request', 'hello')
    await begun.promise
    const second = sendIn('second request', 'hello again')
    const sentAt = Date.now()
    await vi.waitUntil(() => Date.now() > sentAt)
    go.resolve()
    await Promise.all([first, second])
    await conversation.close()
    expect(tree(spans.take())).toEqual([
      'first request',
      '  invoke_workflow order',
      '    chat oven-1',
      'second request',
      'invoke_workflow order',
      '  chat oven-1',
    ])
  })

  it('tells which call failed, and is repeated as a span of its own', async () => {
    let failures = 1
    const model = speaking({
      async respond(_request, { onDelta }) {
        if (failures-- > 0)
          throw new ModelError('rate-limit', 'Slow down, Ana.', { status: 429, usage: { inputTokens: 9, outputTokens: 0 } })
        onDelta('Yes.')
        return { text: 'Yes.', usage }
      },
    })
    const conversation = await openConversation({ ...opening(model), id: 'ana' })
    spans.take()
    await conversation.send('two rolls please')
    await conversation.retry()
    await conversation.close()
    const ended = spans.take()
    expect(tree(ended, ['talkchart.turn', 'talkchart.phase', 'error.type'])).toEqual([
      'invoke_workflow order talkchart.turn=1 talkchart.phase=failed error.type=rate-limit',
      '  chat oven-1',
      '  execute_tool bake',
      '  chat oven-1 error.type=rate-limit',
      'invoke_workflow order talkchart.turn=1 talkchart.phase=listening',
      '  chat oven-1',
    ])
    expect(ended[3]).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'gen_ai.usage.input_tokens': 9 } })
    expect(JSON.stringify(ended.map(({ attributes, status, events }) => ({ attributes, status, events })))).not.toContain('Ana')
  })

  it('tells of an actor that failed', async () => {
    const { model, inspect } = telemetry({ tracer: spans.tracer, ...names })
    const broken = { bake: fromPromise(() => Promise.reject(new RangeError('The oven is cold.'))) }
    const machine = compileFlow(flow, { model: model(speaking()), actors: broken })
    const conversation = await openConversation({ machine, inspect, store: memoryStore(), id: 'ana' })
    spans.take()
    await conversation.send('two rolls please')
    await conversation.close()
    expect(tree(spans.take(), ['talkchart.phase', 'error.type'])).toEqual([
      'invoke_workflow order talkchart.phase=failed error.type=failed',
      '  chat oven-1',
      '  execute_tool bake error.type=RangeError',
    ])
  })

  it('ends with the reply that is cut off, whether the model heeds it or not', async () => {
    const begun = deferred()
    const model = speaking({
      respond(_request, { onDelta }) {
        onDelta('Thank ')
        begun.resolve()
        return new Promise(() => undefined)
      },
    })
    const conversation = await openConversation({ ...opening(model), id: 'ana' })
    spans.take()
    const turn = conversation.send('two rolls please')
    await begun.promise
    await conversation.interrupt()
    await turn
    await conversation.close()
    const ended = spans.take()
    expect(tree(ended, ['talkchart.phase', 'error.type'])).toEqual([
      'invoke_workflow order talkchart.phase=listening',
      '  chat oven-1',
      '  execute_tool bake',
      '  chat oven-1 error.type=aborted',
    ])
    expect(ended.map(({ status }) => status.code)).not.toContain(SpanStatusCode.ERROR)
  })

  it('says that it is recovered when another process had taken the message in', async () => {
    const store = memoryStore()
    const stuck = speaking({ understand: () => new Promise(() => undefined) })
    const dying = await openConversation({ ...opening(stuck), store, id: 'ana' })
    const lost = dying.send('two rolls please')
    await vi.waitUntil(async () => (await store.load('ana'))?.record.pending.length === 1)
    await dying.close()
    await expect(lost).rejects.toThrow()
    expect(tree(spans.take(), ['talkchart.phase', 'error.type']).at(1)).toBe(
      'invoke_workflow order talkchart.phase=stopped error.type=aborted',
    )
    const conversation = await openConversation({ ...opening(speaking()), store, id: 'ana' })
    await conversation.send('bye')
    await conversation.close()
    expect(tree(spans.take(), ['talkchart.turn', 'talkchart.recovered']).filter((line) => line.startsWith('invoke'))).toEqual([
      'invoke_workflow order talkchart.turn=1 talkchart.recovered=true',
      'invoke_workflow order talkchart.turn=2 talkchart.recovered=false',
    ])
  })

  it('begins a trace of its own when a timer fires', async () => {
    const silent = defineFlow({
      name: 'silent',
      initialState: 'ask',
      states: {
        ask: {
          prompt: { say: 'Well?' },
          timeout: { seconds: 1, prompts: [{ say: 'Hello?' }], to: 'done' },
          transitions: { yes: keyword(['yes']) },
          nextStates: { yes: 'done' },
        },
        done: { prompt: { say: 'Bye.' } },
      },
    })
    const { inspect } = telemetry({ tracer: spans.tracer, ...names })
    const request = spans.tracer.startSpan('PUT /ana')
    const conversation = await context.with(trace.setSpan(context.active(), request), () =>
      openConversation({ flow: silent, inspect, store: memoryStore(), id: 'ana' }),
    )
    request.end()
    await vi.waitUntil(() => conversation.phase === 'done', 20_000)
    await conversation.close()
    expect(tree(spans.take(), ['talkchart.state'])).toEqual([
      'PUT /ana',
      '  invoke_workflow silent talkchart.state=ask',
      'invoke_workflow silent talkchart.state=ask',
      'invoke_workflow silent talkchart.state=done',
    ])
  })

  it('is one for each message also where an actor takes the next one without a rest', async () => {
    const begun = deferred()
    let calls = 0
    const model = speaking({
      respond(_request, { onDelta }) {
        onDelta('Thank ')
        calls += 1
        if (calls > 1) return Promise.resolve({ text: 'Thank ', usage })
        begun.resolve()
        return new Promise(() => undefined)
      },
    })
    const { machine, inspect } = opening(model)
    const actor = createActor(machine, { inspect, input: { conversationId: 'ana' } }).start()
    actor.send({ type: 'user.message', text: 'two rolls please' })
    await begun.promise
    actor.send({ type: 'user.message', text: 'and a loaf', interrupt: true })
    await waitFor(actor, (snapshot) => snapshot.hasTag('listening'))
    actor.stop()
    const turns = tree(spans.take(), ['talkchart.turn', 'error.type'])
    expect(turns.filter((line) => line.startsWith('invoke'))).toEqual([
      'invoke_workflow order talkchart.turn=0',
      'invoke_workflow order talkchart.turn=1',
      'invoke_workflow order talkchart.turn=2',
    ])
  })

  it('is no span for what brings nothing about', async () => {
    const store = memoryStore()
    const first = await openConversation({ ...opening(speaking()), store, id: 'ana' })
    await first.send('two rolls please', { id: 'm1' })
    spans.take()
    await first.send('two rolls please', { id: 'm1' })
    await first.close()
    const again = await openConversation({ ...opening(speaking()), store, id: 'ana' })
    await again.close()
    expect(tree(spans.take())).toEqual([])
  })
})

describe('texts', () => {
  const talk = async (changes: object) => {
    const conversation = await openConversation({ ...opening(speaking(), changes), id: 'ana' })
    await conversation.send('two rolls please')
    await conversation.close()
    return spans.take()
  }

  it('stand in no span', async () => {
    const told = JSON.stringify((await talk({})).map(({ attributes, events, status }) => ({ attributes, events, status })))
    expect(told).not.toMatch(/rolls|Thank|order\?|may it be/)
  })

  it('stand in the spans of calls when asked for', async () => {
    const [, turn, understand, , respond] = await talk({ captureContent: true })
    expect(turn?.attributes).not.toHaveProperty('gen_ai.input.messages')
    expect(JSON.parse(String(understand?.attributes['gen_ai.input.messages'])).at(-1)).toEqual({
      role: 'user',
      parts: [{ type: 'text', content: 'two rolls please' }],
    })
    expect(JSON.parse(String(respond?.attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Thank you!' }], finish_reason: 'stop' },
    ])
  })
})

it('names each model as it is told', async () => {
  const { model, inspect } = telemetry({ tracer: spans.tracer, ...names })
  const machine = compileFlow(flow, { model: model(speaking(), { model: 'oven-2', provider: 'mill' }), actors })
  const conversation = await openConversation({ machine, inspect, store: memoryStore(), id: 'ana' })
  await conversation.send('two rolls please')
  await conversation.close()
  const [call] = spans.take().filter(({ kind }) => kind === SpanKind.CLIENT)
  expect(call).toMatchObject({ name: 'chat oven-2', attributes: { 'gen_ai.provider.name': 'mill' } })
})

it('makes nothing, and changes nothing, where no SDK is registered', async () => {
  const { model, inspect } = telemetry(names)
  const machine = compileFlow(flow, { model: model(speaking()), actors })
  const conversation = await openConversation({ machine, inspect, store: memoryStore(), id: 'ana' })
  expect((await conversation.send('two rolls please')).reply).toBe('Thank you!')
  await conversation.close()
  expect(spans.take()).toEqual([])
})
