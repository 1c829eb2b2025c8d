/**
 * One process of a service that Restate calls. It runs on a Node of at least 22, in a project with the packed talkchart and the SDK.
 *
 * node restate-worker.js '{ "port": 9080, "log": "…", "call": 100 }'
 */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http2'
import * as restate from '@restatedev/restate-sdk'
import { defineFlow, keyword } from 'talkchart'
import { restateConversation } from 'talkchart/restate'

const task = JSON.parse(process.argv[2] ?? '')
const note = (line) => appendFileSync(task.log, `${JSON.stringify({ process: process.pid, ...line })}\n`)
const usage = { inputTokens: 0, outputTokens: 0 }

/** Answers what it was asked, after a while; so a reply that was made for another message shows. */
const model = {
  respond: async (request, { signal, onDelta }) => {
    note({ call: request.id })
    const asked = request.history.at(-1)?.text ?? ''
    if (asked.includes('fail')) throw new Error('The provider is down.')
    const isSlow = asked.includes('slowly')
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, isSlow ? 4000 : task.call * (0.5 + Math.random()))
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
    note({ answered: request.id })
    onDelta(`re: ${asked}`)
    return { text: `re: ${asked}`, usage }
  },
  understand: async () => ({ value: null, usage }),
}

const goOn = { transitions: { say: keyword(['say']), wait: keyword(['wait']) }, nextStates: { say: 'answer', wait: 'waiting' } }
const flow = defineFlow({
  name: 'restated',
  version: task.version ?? '1.0.0',
  initialState: task.initialState ?? 'hub',
  states: {
    [task.initialState ?? 'hub']: { prompt: { say: 'Yes?' }, timeout: { seconds: task.silence ?? 60, to: 'over' }, ...goOn },
    answer: { prompt: { instruct: 'Answer.' }, ...goOn },
    waiting: { prompt: { say: 'I wait.' }, timeout: { seconds: 2, to: 'over' }, ...goOn },
    over: { prompt: { instruct: 'Say good bye.' } },
  },
})

const conversations = restateConversation({ restate, flow, model })
createServer(restate.createEndpointHandler({ services: [conversations], logger: () => undefined })).listen(task.port, '127.0.0.1', () => {
  console.log('ready')
})
