import { type ConversationFlow, compileFlow } from 'talkchart'
import { flow as support } from 'talkchart/machines/customer_support'
import { flow as interview } from 'talkchart/machines/interview'
import { flow as onboarding } from 'talkchart/machines/user_onboarding'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { transition } from 'xstate'
import { readConfig } from '../../src/machine/read-config.js'
import { positionOf } from '../../src/machine/state-position.js'
import { firstState, nextState } from '../../src/testing/paths/observed-state.js'
import { callsAsked } from '../../src/testing/script/asked-questions.js'
import { withScriptedGuards } from '../../src/testing/script/scripted-guards.js'
import { stepEvent } from '../../src/testing/script/step-event.js'
import { readyPaths } from './ready-paths.js'

/** What the machine holds after a step, and what it told its listeners. */
const facts = (machine: {
  readonly value: unknown
  readonly context: unknown
  readonly status: string
  readonly tags: ReadonlySet<string>
}) => JSON.parse(JSON.stringify({ value: machine.value, context: machine.context, status: machine.status, tags: [...machine.tags] }))

describe('a step of a path', () => {
  // Both ways write down when a message came.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  test.each<[string, ConversationFlow]>([
    ['customer_support', support],
    ['interview', interview],
    ['user_onboarding', onboarding],
  ])('of %s is the step that XState itself takes', (name, flow) => {
    const machine = withScriptedGuards(compileFlow(flow))
    let steps = 0
    for (const path of readyPaths(name, 'transitions').paths) {
      let observed = firstState(machine, path.data)
      for (const { step } of path.steps) {
        const calls = callsAsked(readConfig(machine.config), positionOf(observed.value), observed.context)
        const [own, actions] = transition(machine, observed.machine, stepEvent(step, observed.context, calls))
        const told = actions.flatMap(({ type, params }) => (String(type) === 'xstate.emit' ? [Reflect.get(Object(params), 'event')] : []))
        observed = nextState(machine, observed, step)
        expect(facts(observed.machine)).toEqual(facts(own))
        expect(observed.happened).toEqual(told)
        steps += 1
      }
    }
    expect(steps).toBeGreaterThan(5)
  })
})
