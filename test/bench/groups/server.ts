import { compileFlow, memoryStore } from 'talkchart'
import { conversationHandler, conversationHost } from 'talkchart/server'
import { instantModel, pingPong } from '../flows.js'
import type { Group } from '../sampling.js'
import { sendTurn, type Turn, turnTime } from '../turns.js'

const verbatim = pingPong({ say: 'Well?' })

function openHost() {
  return conversationHost({ machine: compileFlow(verbatim, { model: instantModel }), store: memoryStore() })
}

/** Returns one turn of a conversation that a host keeps open. */
async function hostTurn(): Promise<Turn> {
  const host = openHost()
  await host.begin('ana').outcome
  let count = 0
  return async () => {
    count += 1
    await host.send('ana', { id: `m-${count}`, text: 'yes' }).outcome
  }
}

/** Returns one request of the handler with its answer, without a server. */
async function handledTurn(): Promise<Turn> {
  const host = openHost()
  const { core } = conversationHandler({ host, authorize: 'anyone' })
  await host.begin('ana').outcome
  const { signal } = new AbortController()
  let count = 0
  return async () => {
    count += 1
    const body = JSON.stringify({ id: `m-${count}`, text: 'yes' })
    const url = '/conversations/ana/messages'
    const header = (name: string) => (name === 'content-type' ? 'application/json' : null)
    const { status } = await core.answer({ method: 'POST', url, header, text: async () => body, signal, source: undefined })
    if (status !== 200) throw new Error(`The request was answered with ${status}.`)
  }
}

export const server: Group = {
  name: 'server',
  title: 'A turn on a server',
  about:
    'One turn of the first flow above, word for word, in a conversation that is open: by `send`, by a `conversationHost`, and by a request that ' +
    '`conversationHandler` reads and answers, without a network. The rows below the first are to be at most 1,000 µs above it.',
  unit: 'µs',
  baselines: ['send'],
  rounds: 25,
  samplers: async () => ({
    send: turnTime(() => sendTurn(verbatim)),
    conversationHost: turnTime(hostTurn),
    conversationHandler: turnTime(handledTurn),
  }),
}
