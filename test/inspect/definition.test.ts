import { compileFlow, templateModel } from 'talkchart'
import { inspectConversation } from 'talkchart/inspect'
import { expect, it } from 'vitest'
import { type AnyStateNode, createActor, createMachine } from 'xstate'
import { readyFlows } from './ready-flows.js'
import { chartsIn, receive, startServer } from './receiving.js'

/** Every guard of a config with its params, in order. */
function guardsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(guardsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (key === 'guard' ? [item] : guardsIn(item)))
}

/** Every transition that XState makes of a config, in order. */
function transitionsIn({ states, id, transitions }: AnyStateNode): readonly string[] {
  const own = [...transitions.values()]
    .flat()
    .map(({ eventType, target = [] }) => `${id} ${eventType} ${target.map((node) => node.id).join()}`)
  return [...own, ...Object.values(states).flatMap(transitionsIn)]
}

it.each(readyFlows)('draws the whole chart of $name, with the params of every guard', async (flow) => {
  const machine = compileFlow(flow, { model: templateModel() })
  const server = await startServer()
  const received = await receive(server.url)
  const actor = createActor(machine, { inspect: inspectConversation({ adapter: server }).inspect, input: {} }).start()
  await expect.poll(() => chartsIn(received).length, { timeout: 5_000 }).toBeGreaterThan(0)
  actor.stop()
  const [definition = {}] = chartsIn(received)
  const config: object = JSON.parse(JSON.stringify(machine.config))
  const guards = guardsIn(config)
  expect(guards.length).toBeGreaterThan(3)
  expect(guardsIn(definition)).toEqual(guards)
  expect(transitionsIn(createMachine(definition).root)).toEqual(transitionsIn(machine.root))
})
