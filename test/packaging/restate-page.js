/**
 * A service and the server in front of it in one process, which share a relay: requests, streams, an interruption and refusals, as a client sees them.
 *
 * node restate-page.js '{ "admin": "…", "ingress": "…" }'
 */
import { createServer } from 'node:http2'
import * as restate from '@restatedev/restate-sdk'
import { defineFlow, keyword } from 'talkchart'
import { restateConversation, restateHost } from 'talkchart/restate'
import { conversationHandler, memoryRelay } from 'talkchart/server'

const { admin, ingress } = JSON.parse(process.argv[2] ?? '')
const usage = { inputTokens: 1, outputTokens: 1 }
let calls = 0
let isUnderWay = () => undefined

/** Says a word after the other; a long story it never ends by itself. */
const model = {
  respond: async ({ history }, { signal, onDelta }) => {
    calls += 1
    onDelta('Once ')
    onDelta('upon')
    if (history.at(-1)?.text !== 'tell me more') return { text: 'Once upon', usage }
    return await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      isUnderWay()
    })
  },
  understand: async () => ({ value: null, usage }),
}
const flow = defineFlow({
  name: 'stories',
  initialState: 'asking',
  states: {
    asking: { prompt: { say: 'A story?' }, transitions: { more: keyword(['tell']) }, nextStates: { more: 'telling' } },
    telling: { prompt: { instruct: 'Tell it.' }, transitions: { more: keyword(['tell']) }, nextStates: { more: 'telling' } },
  },
})
const relay = memoryRelay()
const service = createServer(
  restate.createEndpointHandler({
    services: [restateConversation({ restate, flow, model, relay, name: 'stories' })],
    logger: () => undefined,
  }),
)
await new Promise((resolve) => service.listen(0, '127.0.0.1', resolve))
const headers = { 'content-type': 'application/json' }
const uri = `http://127.0.0.1:${service.address().port}`
await fetch(`${admin}/deployments`, { method: 'POST', headers, body: JSON.stringify({ uri }) })

const host = restateHost({ ingress, name: 'stories', relay })
const handler = conversationHandler({ host, authorize: 'anyone', allow: ['rewind', 'remove', 'cancel'] })
const ask = (method, path, body, more = {}) =>
  handler(
    new Request(`http://localhost/conversations/ana${path}`, {
      method,
      headers: { ...headers, ...more },
      body: body && JSON.stringify(body),
    }),
  )

const seen = { missing: (await ask('GET', '')).status }
seen.begun = (await (await ask('PUT', '', {})).json()).turn.reply
const stream = await ask('POST', '/messages', { id: 'm-1', text: 'tell' }, { accept: 'text/event-stream' })
seen.streamed = [...(await stream.text()).matchAll(/^event: (.+)$/gm)].map(([, name]) => name)

const underWay = new Promise((resolve) => {
  isUnderWay = resolve
})
const told = ask('POST', '/messages', { id: 'm-2', text: 'tell me more' })
await underWay
seen.running = (await (await ask('GET', '')).json()).running
seen.interrupted = (await (await ask('POST', '/interrupt')).json()).interrupted
const { turn } = await (await told).json()
seen.cutOff = turn.replies.map(({ text, interrupted }) => ({ text, interrupted }))
const again = await (await ask('POST', '/messages', { id: 'm-2', text: 'tell me more' })).json()
seen.again = again.turn.reply
seen.rewound = (await (await ask('POST', '/rewind', { turn: 1, revision: again.view.revision })).json()).view?.turn
seen.movedOn = (await (await ask('POST', '/retry', { revision: 1 })).json()).code
const { revision } = await (await ask('GET', '')).json()
seen.cancelled = (await (await ask('POST', '/cancel', { revision })).json()).turn?.outcome
seen.done = (await ask('POST', '/messages', { id: 'm-3', text: 'tell' })).status
seen.removed = [(await ask('DELETE', '')).status, (await ask('GET', '')).status]
seen.calls = calls
console.log(JSON.stringify(seen))
process.exit()
