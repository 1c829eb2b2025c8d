import { type ConversationFlow, compileFlow, parseFlow } from 'talkchart'
import { asidesOf, ringOf } from '../flows.js'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

const each = <Item>(items: readonly Item[], use: (item: Item) => unknown) => {
  for (const item of items) use(item)
}

/** A flow is compiled once and then kept: each time it is another one. */
const compileTime = (flow: ConversationFlow) =>
  cpuTime((times) => {
    const flows = Array.from({ length: times }, () => ({ ...flow }))
    return () => each(flows, (copy) => compileFlow(copy))
  })

/** XState's own part of it: building the nodes of the same machine. */
const buildTime = (states: number) => {
  const machine = compileFlow(ringOf(states))
  return cpuTime((times) => () => each(Array(times).fill(machine), (built: typeof machine) => built.provide({})))
}

const parseTime = (states: number) => {
  const json: unknown = JSON.parse(JSON.stringify(ringOf(states)))
  return cpuTime((times) => () => each(Array(times).fill(json), (flow) => parseFlow(flow)))
}

export const compile: Group = {
  name: 'compile',
  title: 'Compiling and parsing a flow',
  about: 'Once for each flow of a process. The baseline is what XState alone takes to build the nodes of the same 100 states.',
  unit: 'ms',
  baselines: ['XState, 100 states'],
  rounds: 5,
  samplers: () => ({
    'XState, 100 states': inMilliseconds(buildTime(100)),
    'compileFlow, 10 states': inMilliseconds(compileTime(ringOf(10))),
    'compileFlow, 100 states': inMilliseconds(compileTime(ringOf(100))),
    'compileFlow, 1000 states': inMilliseconds(compileTime(ringOf(1000))),
    'compileFlow, 400 states, 20 digressions': inMilliseconds(compileTime(asidesOf(400, 20))),
    'parseFlow, 100 states': inMilliseconds(parseTime(100)),
  }),
}
