import { readBody } from '../../model/http/read-body.js'
import type { HandlerCore } from './handler.js'
import { type HttpAnswer, type HttpRequest, MOST_WAITING_BYTES } from './http-request.js'

/** Serves conversations: a Fetch API handler. `nodeListener` makes one for Node's own servers of it. */
export interface ConversationHandler {
  (request: Request): Promise<Response>
  /** What `nodeListener` stands on. */
  readonly core: HandlerCore
}

/** Makes a Fetch handler of what answers requests. */
export function fetchHandler(core: HandlerCore): ConversationHandler {
  const handle = async (request: Request) => responseOf(await core.answer(requestOf(request)))
  return Object.assign(handle, { core })
}

function requestOf(request: Request): HttpRequest {
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name),
    text: (maxBytes) => readBody(request, maxBytes),
    signal: request.signal,
    source: request,
  }
}

function responseOf({ status, headers, body }: HttpAnswer): Response {
  if (typeof body === 'string') return new Response(status === 204 ? null : body, { status, headers })
  return new Response(streamOf(body), { status, headers })
}

/** Makes a stream of pieces. They come as fast as they are made; a reader that is much slower is cut off. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const start = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      controller.enqueue(encoder.encode(next.value))
      if ((controller.desiredSize ?? 0) > 0) continue
      controller.error(new Error('The reader is too slow.'))
      return void iterator.return?.()
    }
    controller.close()
  }
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      // The stream's own start has to be over before anything can be read.
      start(controller).catch((error: unknown) => {
        void iterator.return?.()
        controller.error(error)
      })
    },
    cancel: () => void iterator.return?.(),
  }
  return new ReadableStream(source, { highWaterMark: MOST_WAITING_BYTES, size: (piece) => piece.byteLength })
}
