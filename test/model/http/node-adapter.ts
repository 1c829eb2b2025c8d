import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

type Handler = (request: Request) => Promise<Response>

/** Serves a Fetch API handler with plain Node. */
export function serve(handler: Handler): Server {
  return createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => outgoing.destroy())
  })
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const abort = new AbortController()
  outgoing.once('close', () => abort.abort())
  const response = await handler(toRequest(incoming, abort.signal))
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  await pipeline(response.body ?? [], outgoing)
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value]))
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: readBody(incoming), duplex: 'half' as const }
  return new Request(new URL(url, `http://${incoming.headers.host ?? 'localhost'}`), { method, headers, signal, ...body })
}

function readBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}
