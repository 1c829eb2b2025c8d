import { always, type ConversationFlow, extract, type Field, fields, keyword, llmClassifier } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'

const spoken = { say: 'Shall we?' }
const written = { instruct: 'Ask whether to go on.' }
const yes = { transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'done' } }
const done = { prompt: spoken }

function callsOf(states: ConversationFlow['states'], settings: Partial<ConversationFlow> = {}) {
  return analyzeFlow({ name: 'example', initialState: 'start', states, ...settings }).modelCalls
}

describe('the model calls at worst', () => {
  test('are none where keywords decide and prompts are verbatim', () => {
    expect(callsOf({ start: { prompt: spoken, ...yes }, done })).toEqual({ opening: 0, perTurn: { start: 0 }, worstTurn: 0, perPath: 0 })
  })

  test('are one for each state that speaks through the model, and one for what has to be understood', () => {
    const transitions = { yes: llmClassifier({ prompt: 'Is it a yes?', targetClass: 'yes' }) }
    const states = {
      start: { prompt: written, transitions, nextStates: { yes: 'next' }, noMatch: { max: 2, to: 'done' } },
      next: { prompt: written, advanceTo: 'done' },
      done: { prompt: written },
    }
    // Opening; two misses, each understood and answered; a third message, understood; two replies.
    expect(callsOf(states)).toEqual({ opening: 1, perTurn: { start: 3 }, worstTurn: 3, perPath: 8 })
  })

  test('count a request for each model that is asked', () => {
    const ask = (model: string) => llmClassifier({ prompt: `Is it for ${model}?`, targetClass: 'yes', model })
    const states = {
      start: {
        prompt: spoken,
        transitions: { a: ask('small'), b: ask('large') },
        nextStates: { a: 'done', b: 'done' },
        noMatch: { to: 'done' },
      },
      done,
    }
    expect(callsOf(states)).toMatchObject({ worstTurn: 2, perPath: 2 })
  })

  test('count what is extracted from a reply', () => {
    const facts = extract({ from: 'reply', fields: { name: { type: 'string' } } })
    expect(callsOf({ start: { prompt: written, extract: facts } })).toMatchObject({ opening: 2, perPath: 2 })
  })

  test('have no bound where misses are answered as often as they come', () => {
    expect(callsOf({ start: { prompt: written, ...yes }, done })).toMatchObject({ worstTurn: 1, perPath: 'unbounded' })
  })

  test('are bounded by maxLoops, maxTurns and the budget', () => {
    const again = {
      start: { prompt: written, transitions: { again: always() }, nextStates: { again: 'start' } },
    }
    expect(callsOf(again)).toMatchObject({ perPath: 'unbounded' })
    expect(callsOf(again, { maxLoops: 4 })).toMatchObject({ perPath: 4 })
    expect(callsOf(again, { maxTurns: 6 })).toMatchObject({ perPath: 7 })
    expect(callsOf(again, { budget: { modelCalls: 5 } })).toMatchObject({ perPath: 5 })
    expect(callsOf(again, { budget: { modelCalls: 0 } })).toMatchObject({ perPath: 0 })
  })
})

describe('the model calls of flows within a flow', () => {
  const check = { states: { told: { prompt: written, advanceTo: 'done' }, done: {} } }

  test('are counted for each who calls: two states that call one flow in turn are no round', () => {
    const states = {
      start: { prompt: spoken, ...yes, nextStates: { yes: 'first' } },
      first: { call: 'check', nextStates: { done: 'second' } },
      second: { call: 'check', nextStates: { done: 'done' } },
      done,
    }
    expect(callsOf(states, { flows: { check } })).toMatchObject({ opening: 0, perTurn: { start: 2 }, worstTurn: 2 })
  })

  test('count what comes after the end of the flow in which the message came', () => {
    const flows = { check, ask: { states: { asked: { prompt: spoken, ...yes }, done: {} } } }
    const states = {
      start: { call: 'ask', nextStates: { done: 'next' } },
      next: { prompt: written, advanceTo: 'again' },
      again: { call: 'check', nextStates: { done: 'done' } },
      done,
    }
    expect(callsOf(states, { flows })).toMatchObject({ opening: 0, perTurn: { 'ask/asked': 2 }, worstTurn: 2 })
  })

  test('count what a state says again after a digression', () => {
    const states = { start: { prompt: written, ...yes, noMatch: { to: 'done' } }, done }
    const settings = {
      flows: { check },
      globalTransitions: { check: keyword(['check']) },
      globalNextStates: { check: { call: 'check' } },
    }
    expect(callsOf(states, settings)).toMatchObject({ opening: 1, worstTurn: 2 })
  })
})

describe('the model calls of a whole conversation', () => {
  const ask = { prompt: written, transitions: { on: always() }, nextStates: { on: 'known' } }
  const flows = { login: { states: { ask, known: {} } } }
  const states = {
    start: { call: 'login', nextStates: { known: 'next' } },
    next: { call: 'login', nextStates: { known: 'done' } },
    done,
  }

  test('are those of each call of a flow, which make no round', () => {
    expect(callsOf(states, { flows })).toMatchObject({ opening: 1, perPath: 2 })
  })

  test('are bounded where a global transition leads out of the flow to an end', () => {
    const globals = { globalTransitions: { stop: keyword(['stop']) }, globalNextStates: { stop: 'done' } }
    expect(callsOf(states, { flows, ...globals })).toMatchObject({ perPath: 2 })
  })

  test('have no bound where it leads back to who calls the flow', () => {
    const globals = { globalTransitions: { stop: keyword(['stop']) }, globalNextStates: { stop: 'start' } }
    expect(callsOf(states, { flows, ...globals })).toMatchObject({ perPath: 'unbounded' })
  })

  test('have no bound where a digression that calls the model comes back, and one where it calls none', () => {
    const menu = { prompt: spoken, transitions: { on: keyword(['on']) }, nextStates: { on: 'done' } }
    const aside = (prompt: typeof written | typeof spoken) => ({
      flows: { hours: { states: { told: { prompt } } } },
      globalTransitions: { hours: keyword(['open']) },
      globalNextStates: { hours: { call: 'hours' } },
    })
    expect(callsOf({ start: menu, done }, aside(written))).toMatchObject({ perPath: 'unbounded' })
    expect(callsOf({ start: menu, done }, aside(spoken))).toMatchObject({ perPath: 0 })
    expect(callsOf({ start: menu, done: { prompt: written } }, aside(spoken))).toMatchObject({ perPath: 1 })
  })

  test('count questions that the model words, and what it reads', () => {
    const collecting = (field: Field) => ({
      fields: fields({ size: field }),
      noMatch: { max: 1, to: 'done', prompt: { say: 'Sorry?' } },
    })
    const start = { collect: ['size'], nextStates: { collected: 'done' } }
    // The question; an answer, which may have to be asked again; a miss before it and one after it.
    expect(callsOf({ start, done }, collecting({ ask: written, from: 'number' }))).toMatchObject({ opening: 1, perPath: 4 })
    expect(callsOf({ start, done }, collecting({ ask: spoken, from: 'number' }))).toMatchObject({ opening: 0, perPath: 0 })
    expect(callsOf({ start, done }, collecting({ ask: spoken }))).toMatchObject({ opening: 0, worstTurn: 1, perPath: 'unbounded' })
  })
})
