import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { JsonObject } from '../../../src/diagnostics/json.js'

export interface ReceivedRequest {
  readonly headers: IncomingMessage['headers']
  readonly body: JsonObject
}

export interface ProtocolServer {
  readonly baseURL: string
  readonly received: readonly ReceivedRequest[]
}

/** A chat-completions server for what aimock has no fault for; stopped when the test is over. */
export async function protocolServer(answer: (request: ReceivedRequest, response: ServerResponse) => void): Promise<ProtocolServer> {
  const received: ReceivedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const body: JsonObject = JSON.parse(await text(incoming))
    const request = { headers: incoming.headers, body }
    received.push(request)
    answer(request, response)
  })
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error('The server listens on no port.'))
      else resolve(bound)
    })
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseURL: `http://127.0.0.1:${address.port}/v1`, received }
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers with one chat completion that cost nothing. */
export function sendCompletion(
  response: ServerResponse,
  message: { content: string | null; refusal?: string },
  finishReason = 'stop',
): void {
  const usage = { prompt_tokens: 0, completion_tokens: 0 }
  sendJson(response, 200, { choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }], usage })
}

/** Begins a stream of chunks, and leaves it open. */
export function beginStream(response: ServerResponse, deltas: readonly { content?: string; refusal?: string }[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const delta of deltas) writeChunk(response, { choices: [{ index: 0, delta, finish_reason: null }] })
}

/** Answers with a whole stream. */
export function sendStream(
  response: ServerResponse,
  deltas: readonly { content?: string; refusal?: string }[],
  finishReason = 'stop',
): void {
  beginStream(response, deltas)
  writeChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] })
  response.end('data: [DONE]\n\n')
}

/** Writes one event of a stream. */
export function writeChunk(response: ServerResponse, chunk: unknown): void {
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}
