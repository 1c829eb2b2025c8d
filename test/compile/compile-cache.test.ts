import { spawnSync } from 'node:child_process'
import {
  type CompileOptions,
  compileFlow,
  defineFlow,
  InvalidFlowError,
  keyword,
  memoryStore,
  openConversation,
  templateModel,
} from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromPromise } from 'xstate'
import { bundleScript } from '../bundle-script.js'

const child = await bundleScript(new URL('cache-process.ts', import.meta.url), afterAll)

const flow = defineFlow({
  name: 'orders',
  initialState: 'greeting',
  prompts: { bye: { say: 'Goodbye.' } },
  states: {
    greeting: { prompt: { say: 'Hello!' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'look' } },
    look: { prompt: 'bye', invoke: { src: 'load' } },
  },
})
const greeted = { ...flow, states: { ...flow.states, greeting: { ...flow.states.greeting, prompt: 'greet' } } }
const load = fromPromise(async () => ({ order: 1 }))
const save = fromPromise(async () => ({ order: 2 }))
const model = templateModel()
const greet = { say: 'Hi!', instruct: 'Greet.' }
const onProblem = () => undefined

describe('the same flow gives the same machine', () => {
  test.each<[string, CompileOptions, CompileOptions]>([
    ['no options', {}, {}],
    ['the same parts', { model, onProblem }, { onProblem, model }],
    ['actors that are written where they are used', { actors: { load, save } }, { actors: { save, load } }],
    ['models that are written where they are used', { model, models: { careful: model } }, { model, models: { careful: model } }],
    ['stemmers that are written where they are used', { stemmers: { ...stemmers } }, { stemmers }],
    ['prompts of the same words', { prompts: { greet } }, { prompts: { greet: { instruct: 'Greet.', say: 'Hi!' } } }],
  ])('for %s', (_name, left, right) => {
    expect(compileFlow(greeted, { prompts: { greet }, ...left })).toBe(compileFlow(greeted, { prompts: { greet }, ...right }))
  })

  test('whatever else is asked of a conversation', async () => {
    const store = memoryStore()
    const actors = { load }
    const first = await openConversation({ flow, actors: { load }, store, id: 'same', onDelta: () => undefined })
    const second = await openConversation({ flow, actors, store, id: 'same', keepRevisions: 3 })
    expect(second.id).toBe(first.id)
    const other = await openConversation({ flow, actors: { load }, id: 'other' })
    expect(compileFlow(flow, { actors: { load } }).config).toBe(compileFlow(flow, { actors }).config)
    await Promise.all([first, second, other].map((conversation) => conversation.close()))
  })
})

describe('the same flow gives another machine', () => {
  test.each<[string, CompileOptions, CompileOptions]>([
    ['another model', { model }, { model: templateModel() }],
    ['a model of the same functions', { model: { ...model } }, { model }],
    ['another actor of the same name', { actors: { load } }, { actors: { load: save } }],
    ['the same actor under another name', { actors: { load } }, { actors: { save: load } }],
    ['actors in each other’s place', { actors: { load, save } }, { actors: { load: save, save: load } }],
    ['other words', { prompts: { greet } }, { prompts: { greet: { say: 'Good day!' } } }],
    ['words under another key', { prompts: { greet: { say: 'Hi' } } }, { prompts: { greet: { instruct: 'Hi' } } }],
    ['a model that is no longer among the models', { models: { careful: model } }, { models: {} }],
    ['the same object for another part', { models: { load: model } }, { actors: { load: model as never } }],
  ])('for %s', (_name, left, right) => {
    expect(compileFlow(greeted, { prompts: { greet }, ...left })).not.toBe(compileFlow(greeted, { prompts: { greet }, ...right }))
  })

  test('for prompts that were changed in place', () => {
    const prompts = { greet: { say: 'Hi!' } }
    const before = compileFlow(greeted, { prompts })
    prompts.greet.say = 'Good day!'
    expect(compileFlow(greeted, { prompts })).not.toBe(before)
  })
})

describe('machines with other models share the chart', () => {
  const asked = { ...flow, states: { ...flow.states, look: { prompt: 'bye' } } }
  const chartWith = (options: CompileOptions) => compileFlow(asked, options).config.meta

  test('of the same words and stemmers', () => {
    const { careful, ...others } = { careful: templateModel(), model: templateModel(), actors: { load } }
    expect(chartWith(others)).toBe(chartWith({ model, onProblem }))
    expect(chartWith({ models: { careful } })).toBe(chartWith({ models: { careful: model } }))
  })

  test('and of other words they do not', () => {
    const inGreeting = (say: string) => compileFlow(greeted, { model, prompts: { greet: { say } } }).config.states?.['greeting']
    expect(inGreeting('Hi!')).not.toEqual(inGreeting('Good day!'))
  })

  test('a name that is among the models of one alone is found in that one alone', () => {
    const question = { type: 'llmClassifier', prompt: 'Is it so?', targetClass: 'yes', model: 'careful' } as const
    const judged = { ...flow, states: { ...flow.states, greeting: { ...flow.states.greeting, transitions: { go: question } } } }
    expect(() => compileFlow(judged, { models: { careful: model } })).not.toThrow()
    expect(() => compileFlow(judged, { models: { other: model } })).toThrow(InvalidFlowError)
  })
})

describe('a machine is kept no longer than its parts', () => {
  let result: Record<string, unknown> = {}

  beforeAll(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', child], { encoding: 'utf8' })
    result = JSON.parse(stdout || JSON.stringify({ stderr }))
  }, 180_000)

  // What is left is no object: V8 compiles code meanwhile, and the table of a WeakMap keeps the size that it once had.
  test.each(['sameOptions', 'freshParts', 'freshTexts'])('a thousand conversations leave next to nothing: %s', (name) => {
    expect(result[name]).toBeLessThan(2048)
  })

  test('flows that are compiled in one go are let go meanwhile', () => {
    expect(result.atOnce).toBeLessThan(8192)
  })

  test('it goes with the flow and with the model, and stays while both are there', () => {
    expect(result).toMatchObject({ withoutFlow: true, withoutModel: true, whileBothAreHeld: false })
  })
})
