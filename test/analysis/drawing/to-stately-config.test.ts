import { compileFlow, machineFromConfig } from 'talkchart'
import { toStatelyConfig } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { readyFlows } from '../ready-flows.js'

describe.each(readyFlows)('%s', (_name, flow) => {
  test('is plain JSON, which XState alone makes a machine of', () => {
    const config = toStatelyConfig(flow)
    expect(JSON.parse(JSON.stringify(config))).toEqual(config)
    const machine = createMachine(JSON.parse(JSON.stringify(config)))
    expect(Object.keys(machine.states)).toEqual(Object.keys(compileFlow(flow).states))
  })

  test('makes the same machine again', () => {
    const machine = compileFlow(flow)
    const same = machineFromConfig(toStatelyConfig(flow), machine.implementations)
    expect(toStatelyConfig(same)).toEqual(toStatelyConfig(machine))
  })
})
