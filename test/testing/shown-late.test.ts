import { type ConversationFlow, parseFlow } from 'talkchart'
import { flowPaths, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'

const said = (...words: string[]) => ({ type: 'keyword', words })

function shownOf(flow: ConversationFlow) {
  const { paths, covered, uncovered } = flowPaths(flow)
  for (const path of paths) expect(() => runPath(flow, path)).not.toThrow()
  return { covered, uncovered, steps: paths.flatMap((path) => path.steps.map(({ step }) => step)) }
}

describe('paths show what takes more than going there', () => {
  test('data that only an actor brings, where a transition resets it', () => {
    const flow = parseFlow({
      name: 'funds',
      initialState: 'ask',
      states: {
        ask: { prompt: { say: 'Ready?' }, transitions: { yes: said('yes') }, nextStates: { yes: 'check' } },
        check: {
          invoke: { src: 'checkFunds' },
          transitionsOn: 'entry',
          transitions: { enough: { type: 'context', path: 'enough', test: { equals: true } }, short: { type: 'always' } },
          nextStates: { enough: 'paid', short: { to: 'ask', reset: ['enough', 'quote.id'] } },
        },
        paid: { invoke: { src: 'price', saveAs: 'price' }, prompt: { say: 'Paid.' }, advanceTo: 'bye' },
        bye: { reset: ['price'], prompt: { say: 'Bye.' } },
      },
    })
    const { covered, uncovered } = shownOf(flow)
    expect(uncovered).toEqual([])
    const changed = covered.flatMap((goal) => (goal.kind === 'change' ? [goal.path] : []))
    expect(changed).toEqual(['enough', 'quote.id', 'price'])
  })

  test('the last turn in a state that goes on when its actor fails, and in one where events go round without a turn', () => {
    const flow = parseFlow({
      name: 'turns',
      initialState: 'menu',
      maxTurns: 8,
      onLimit: 'closed',
      events: { 'news.came': {} },
      noMatch: { max: 2, to: 'closed' },
      states: {
        menu: { prompt: { say: 'What?' }, transitions: { pay: said('pay') }, nextStates: { pay: 'pay' } },
        pay: { invoke: { src: 'pay', onError: 'menu' }, prompt: { say: 'Paid.' }, advanceTo: 'menu' },
        closed: { prompt: { say: 'Closed.' } },
      },
      flows: { clock: { states: { told: { prompt: { say: 'Noon.' } } } } },
      globalTransitions: { time: said('time') },
      globalNextStates: { time: { call: 'clock' } },
    })
    const { covered, uncovered, steps } = shownOf(flow)
    expect(uncovered).toEqual([])
    expect(covered.flatMap((goal) => (goal.kind === 'limit' ? [goal.state] : []))).toEqual(['menu', 'pay'])
    expect(steps).toContainEqual({ type: 'failure', during: 'invoke', unkeepable: true })
  })

  test('the words that lead into a state which reads them by the model', () => {
    const flow = parseFlow({
      name: 'reading',
      initialState: 'menu',
      fields: { who: { ask: { say: 'For whom?' } } },
      states: {
        menu: { prompt: { say: 'What?' }, transitions: { book: said('book', 'reserve') }, nextStates: { book: 'details' } },
        details: { collect: ['who'], nextStates: { collected: 'done' } },
        done: { prompt: { say: 'Done.' } },
      },
    })
    const { covered, uncovered } = shownOf(flow)
    expect(uncovered).toEqual([])
    expect(covered.filter(({ kind }) => kind === 'alternative')).toHaveLength(2)
  })
})
