// Runs the page of docs/guide/ai-sdk.md in happy-dom, against a server: node use-chat-page.js. Prints what was seen and how many calls that took.
import { createServer } from 'node:http'
import { Window } from 'happy-dom'
import { createElement, StrictMode } from 'react'
import { defineFlow, keyword, memoryStore } from 'talkchart'
import { uiMessageHandler } from 'talkchart/ai-sdk'
import { conversationHost, nodeListener } from 'talkchart/server'

const flow = defineFlow({
  name: 'desk',
  initialState: 'hub',
  states: {
    hub: {
      prompt: { say: 'Yes?' },
      transitions: { more: keyword(['more']), ask: keyword(['ask']), stop: keyword(['stop']) },
      nextStates: { more: 'hub', ask: 'answer', stop: 'end' },
    },
    answer: { prompt: { instruct: 'Answer.' }, advanceTo: 'hub' },
    end: { prompt: { say: 'Bye.' } },
  },
})

/** What the model does when it is asked next: fails, or gives pieces, the last of them when it is let go. */
const replies = [['So ', 'it is.'], undefined, ['It ', 'is so.'], ['And ', 'again.'], ['Once ', 'more.'], ['To ', 'the end.']]
let calls = 0
let letGo
const model = {
  async respond(_request, { onDelta, signal }) {
    const reply = replies[calls]
    calls += 1
    if (reply === undefined) throw new Error('sk-secret')
    onDelta(reply[0])
    await new Promise((resolve, reject) => {
      letGo = resolve
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    onDelta(reply[1])
    return { text: reply.join(''), usage: { inputTokens: 1, outputTokens: 1 } }
  },
  understand: async () => ({ answers: {}, usage: { inputTokens: 0, outputTokens: 0 } }),
}
const host = conversationHost({ flow, model, store: memoryStore() })
const server = createServer(nodeListener(uiMessageHandler({ host, authorize: 'anyone', allow: ['rewind'] })))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

// The page is served from there: a browser makes such addresses whole.
const origin = `http://127.0.0.1:${server.address().port}`
const plainFetch = fetch
globalThis.fetch = (input, init) => plainFetch(new URL(input, origin), init)
const window = new Window({ url: origin })
Object.assign(globalThis, { window, document: window.document })
const { createRoot } = await import('react-dom/client')
const { Chat } = await import('./chat.mjs')

const load = async (method) => (await fetch('/api/chat/ana', { method })).json()
let root
function show(messages) {
  root?.unmount()
  root = createRoot(document.body.appendChild(document.createElement('div')))
  root.render(createElement(StrictMode, null, createElement(Chat, { id: 'ana', messages })))
}
const shown = () =>
  [...document.querySelectorAll('article')].map((article) =>
    [...article.querySelectorAll('p')].map(({ textContent }) => textContent).join('|'),
  )
async function eventually(what, check) {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${what}: ${JSON.stringify(shown())} ${document.body.innerHTML} ${calls}`)
}
const shows = (...texts) => eventually(texts.join(' / '), () => JSON.stringify(shown()) === JSON.stringify(texts))
function type(text) {
  const input = document.querySelector('input')
  Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, 'value').set.call(input, text)
  input.dispatchEvent(new window.Event('input', { bubbles: true }))
}
async function say(text) {
  await eventually('ready', () => !document.querySelector('button').disabled)
  type(text)
  await eventually('typed', () => document.querySelector('input').value === text)
  document.querySelector('form').dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }))
}
const again = async () => {
  await eventually('ready', () => !document.querySelector('button').disabled)
  document.querySelector('button').click()
}

const seen = {}
show(await load('PUT'))
await shows('Yes?')
await say('ask')
await shows('Yes?', 'ask', 'So ')
letGo()
await shows('Yes?', 'ask', 'So it is.|Yes?')
seen.streamed = calls

await say('ask this')
await eventually('error', () => document.querySelector('strong') !== null)
seen.error = document.querySelector('strong').textContent
await again()
await eventually('retried', () => shown().at(-1) === 'It ')
letGo()
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'It is so.|Yes?')
seen.retried = calls

await again()
await eventually('regenerated', () => shown().at(-1) === 'And ')
letGo()
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'And again.|Yes?')
seen.regenerated = calls

await say('ask anew')
await eventually('begun', () => shown().at(-1) === 'Once ')
show(await load('GET'))
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'And again.|Yes?', 'ask anew', 'Once ')
letGo()
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'And again.|Yes?', 'ask anew', 'Once more.|Yes?')
seen.resumed = calls

const [, , edited] = document.querySelectorAll('article.user')
edited.dispatchEvent(new window.Event('dblclick', { bubbles: true }))
await say('stop')
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'And again.|Yes?', 'stop', 'Bye.')
await say('more')
await eventually('refused', () => document.querySelector('strong') !== null)
seen.ended = document.querySelector('strong').textContent
show(await load('GET'))
await shows('Yes?', 'ask', 'So it is.|Yes?', 'ask this', 'And again.|Yes?', 'stop', 'Bye.')
seen.calls = calls
console.log(JSON.stringify(seen))
process.exit()
