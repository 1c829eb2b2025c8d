import { createServer } from 'node:http'
import { type ConversationStore, type LanguageModel, memoryStore } from 'talkchart'
import { type UiMessageHandlerOptions, uiMessageHandler } from 'talkchart/ai-sdk'
import { conversationHost, nodeListener } from 'talkchart/server'
import { onTestFinished } from 'vitest'
import { flow } from './flow.js'

export interface Chunk {
  readonly type: string
  readonly [key: string]: unknown
}

export const said = (id: string, text: string) => ({ id, role: 'user', parts: [{ type: 'text', text }] })

/** A server for pages of the AI SDK, on a port of its own, that is closed after the test. */
export async function openChat(
  model: LanguageModel,
  options: Partial<UiMessageHandlerOptions> = {},
  store: ConversationStore = memoryStore(),
) {
  const host = conversationHost({ flow, model, store })
  const server = createServer(nodeListener(uiMessageHandler({ host, authorize: 'anyone', onError: () => undefined, ...options })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await host.drain({ milliseconds: 0 })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/chat`
  const post = (body: object, init: RequestInit = {}) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...init })
  const submit = (id: string, text: string, more: object = {}) =>
    post({ id: 'ana', messages: [said(id, text)], trigger: 'submit-message', ...more })
  const regenerate = (id: string, text = '') => post({ id: 'ana', messages: [said(id, text)], trigger: 'regenerate-message' })
  const begin = async (id = 'ana') => (await fetch(`${url}/${id}`, { method: 'PUT' })).json()
  const messages = async (id = 'ana') => (await fetch(`${url}/${id}`)).json()
  return { url, host, post, submit, regenerate, begin, messages, resume: (id = 'ana') => fetch(`${url}/${id}/stream`) }
}

/** Reads the chunks of an answer, one by one. The last frame has to be the end. */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk, void, undefined> {
  if (response.body === null || response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  let rest = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      if (frame === 'data: [DONE]') return
      if (frame.startsWith('data: ')) yield JSON.parse(frame.slice('data: '.length))
    }
  }
  throw new Error('The stream was cut off.')
}

/** What a page shows after these chunks: the texts of the step. */
export function textsOf(chunks: readonly Chunk[]): readonly string[] {
  const texts = new Map<unknown, string>()
  for (const { type, id, delta } of chunks) {
    if (type === 'reset-step') texts.clear()
    if (type === 'text-delta') texts.set(id, `${texts.get(id) ?? ''}${delta}`)
  }
  return [...texts.values()]
}
