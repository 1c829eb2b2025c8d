import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pingPong } from '../flows.js'
import { invokingTurn, loopTurn, plainTurn } from '../hand-written.js'
import { root } from '../processes.js'
import type { Group, Sampler } from '../sampling.js'
import { actorTurn, sendTurn, type Turn, turnTime } from '../turns.js'

const verbatim = pingPong({ say: 'Well?' })
const modelled = pingPong({ instruct: 'Ask.' })

/** LangGraph.js is installed in test/bench alone, so its file is loaded from there. */
async function langGraphTime(): Promise<Sampler | string> {
  if (!existsSync(join(root, 'test/bench/node_modules'))) return 'install it: npm ci --prefix test/bench'
  const { langGraphTurn }: { langGraphTurn: () => Turn } = await import(pathToFileURL(join(root, 'test/bench/lang-graph.js')).href)
  return turnTime(langGraphTurn)
}

export const turn: Group = {
  name: 'turn',
  title: 'A turn',
  about:
    'A message comes in, a keyword chooses the next state, a reply goes out, and the last 100 messages are kept. `send` also commits to `memoryStore`. ' +
    'The model answers at once, so only what talkchart does is counted. The hand-written machines and LangGraph.js take the same turn.',
  unit: 'µs',
  baselines: ['XState with invoke', 'LangGraph.js with MemorySaver'],
  rounds: 25,
  samplers: async () => ({
    'plain loop': turnTime(loopTurn),
    'XState without invoke': turnTime(plainTurn),
    'XState with invoke': turnTime(invokingTurn),
    'actor, word for word': turnTime(() => actorTurn(verbatim)),
    'actor, model': turnTime(() => actorTurn(modelled)),
    'send, word for word': turnTime(() => sendTurn(verbatim)),
    'send, model': turnTime(() => sendTurn(modelled)),
    'LangGraph.js with MemorySaver': await langGraphTime(),
  }),
}
