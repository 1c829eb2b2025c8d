import { type ConversationFlow, keyword } from 'talkchart'
import { flowPaths, goalKey } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'

/** A ring of so many states, each with a way on and one back, so that its far side takes many steps to come to. */
function ringOf(count: number, more: Partial<ConversationFlow> = {}): ConversationFlow {
  const name = (position: number) => `state_${position % count}`
  const states = Array.from({ length: count }, (_, position) => [
    name(position),
    {
      prompt: { say: `This is ${position}.` },
      transitions: { next: keyword(['next']), back: keyword(['back']) },
      nextStates: { next: name(position + 1), back: name(position + count - 1) },
    },
  ])
  return { name: 'ring', initialState: name(0), states: Object.fromEntries(states), ...more }
}

function stepsOf(flow: ConversationFlow): number {
  const { paths, uncovered } = flowPaths(flow)
  expect(uncovered).toEqual([])
  return paths.reduce((sum, { steps }) => sum + steps.length, 0)
}

describe('the paths of large flows', () => {
  test('make something of a long way: far states are not come to anew for each thing that they show', () => {
    const small = stepsOf(ringOf(50))
    expect(stepsOf(ringOf(200)) / small).toBeLessThan(6)
  })

  test('count what a global transition listens for once, however many states hear it', () => {
    const { covered } = flowPaths(ringOf(20, { globalTransitions: { human: keyword(['human']) }, globalNextStates: { human: 'state_0' } }))
    expect(new Set(covered.map(goalKey)).size).toBe(covered.length)
    expect(covered.filter((goal) => goal.kind === 'alternative' && goal.state === null)).toHaveLength(1)
  })
})
