import { compileFlow, parseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { isSettled } from '../machines/talk-to.js'
import { flowOf, on, said } from './talk.js'

const flow = parseFlow(
  flowOf(
    {
      ask: { prompt: { say: 'Pay now?' }, transitions: { yes: said('yes') }, nextStates: { yes: 'pay' } },
      pay: {
        invoke: { src: 'pay', saveAs: 'receipt', onError: 'check', saveErrorAs: 'problem' },
        prompt: { say: 'Paid.' },
        transitions: { on },
        nextStates: { on: 'ask' },
      },
      check: {
        transitionsOn: 'entry',
        transitions: { poor: { type: 'context', path: 'problem.code', test: { equals: 'insufficient' } }, other: on },
        nextStates: { poor: 'poor', other: 'sorry' },
      },
      poor: { prompt: { say: 'There is too little: {{problem.message}}' }, transitions: { yes: said('yes') }, nextStates: { yes: 'pay' } },
      sorry: {
        prompt: { say: '{{problem.name}} {{problem.code}} {{problem.status}}' },
        transitions: { yes: said('yes') },
        nextStates: { yes: 'pay' },
      },
    },
    { initialContext: { problem: 'none yet' } },
  ),
)

/** Pays as often as the list says; an error stands for a payment that fails. */
async function paying(...results: readonly unknown[]) {
  const left = [...results]
  const pay = fromPromise(async () => {
    const result = left.shift()
    if (result instanceof Error || typeof result === 'string') throw result
    return result
  })
  const actor = createActor(compileFlow(flow).provide({ actors: { pay } }), { input: { conversationId: 'c' } })
  actor.start()
  for (const _result of results) {
    await waitFor(actor, isSettled)
    actor.send({ type: 'user.message', text: 'yes' })
  }
  const { context } = await waitFor(actor, isSettled)
  return { state: context.state, data: context.data, said: context.messages.at(-1)?.text, error: context.error }
}

describe('what went wrong in an actor, kept among the data', () => {
  test('is its name, message, code and status, and a branch decides on it', async () => {
    const failed = Object.assign(new RangeError('20 are missing'), { code: 'insufficient', status: 402, secret: 'key' })
    const { state, data, said: told } = await paying(failed)
    expect([state, told]).toEqual(['poor', 'There is too little: 20 are missing'])
    expect(data).toEqual({ problem: { name: 'RangeError', message: '20 are missing', code: 'insufficient', status: 402 } })
  })

  test('is there in full when little is thrown', async () => {
    const { state, data } = await paying('no line')
    expect(state).toBe('sorry')
    expect(data['problem']).toEqual({ name: 'Error', message: 'no line', code: 'failed', status: null })
  })

  test('is replaced by what goes wrong next', async () => {
    const { data } = await paying(new Error('first'), Object.assign(new Error('second'), { code: 'insufficient' }))
    expect(data['problem']).toMatchObject({ message: 'second', code: 'insufficient' })
  })

  test('is gone after a success', async () => {
    const { state, data, error } = await paying(new Error('first'), { id: 7 })
    expect([state, error]).toEqual(['pay', null])
    expect(data).toEqual({ receipt: { id: 7 } })
  })
})
