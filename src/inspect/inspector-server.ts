import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { bridgePage } from './bridge-page.js'
import { isLoopback } from './loopback.js'
import { Replay } from './replay.js'
import type { InspectorAdapter } from './show-message.js'

const DEFAULT_PORT = 8080
const INSPECTOR = 'https://stately.ai/inspect'
const LONGEST_MESSAGE = 16 * 1_048_576

/** Says where an inspector is served, and which one. */
export interface InspectorServerOptions {
  /** 8080 by default, where inspectors look for it; 0 for any that is free. */
  readonly port?: number
  /** The inspector that the page frames; `https://stately.ai/inspect` by default. */
  readonly inspector?: string | URL
}

/** Serves an inspector until it is stopped. As an adapter it shows what this process sends; by WebSocket other processes of this machine send as well. */
export interface InspectorServer extends Required<InspectorAdapter> {
  /** Where a browser shows the inspector: `http://127.0.0.1:8080`. */
  readonly url: string
}

/**
 * Serves an inspector's page on this machine, and hands it what `inspectConversation` sends. It listens on loopback only, answers
 * no page of another site, and never keeps the process alive.
 *
 * @param options the port, and which inspector is framed
 * @throws {TalkchartError} `port-in-use` when another program listens there
 * @example
 * const server = await inspectorServer({ port: 0 })
 * const inspector = inspectConversation({ adapter: server })
 */
export async function inspectorServer(options: InspectorServerOptions = {}): Promise<InspectorServer> {
  const page = bridgePage(new URL(options.inspector ?? INSPECTOR))
  const server = createServer((request, response) => answer(request, response, page))
  const sockets = new WebSocketServer({ server, maxPayload: LONGEST_MESSAGE, verifyClient: ({ req }) => isOwnPageOrProgram(req) })
  // The HTTP server tells the same error to whoever waits for it.
  sockets.on('error', () => undefined)
  const { relay, stop } = connect(sockets)
  const port = await listen(server, options.port ?? DEFAULT_PORT)
  return {
    url: `http://127.0.0.1:${port}`,
    start: () => undefined,
    send: (message) => relay(JSON.stringify(message)),
    stop() {
      stop()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Hands every message to all sockets but the one it came from, and what was sent so far to those that come later. */
function connect(sockets: WebSocketServer) {
  const replay = new Replay()
  const relay = (message: string, from?: WebSocket) => {
    replay.add(message)
    for (const socket of sockets.clients) if (socket !== from && socket.readyState === WebSocket.OPEN) socket.send(message)
  }
  sockets.on('connection', (socket, request) => {
    request.socket.unref()
    for (const message of replay.messages) socket.send(message)
    socket.on('message', (data) => relay(data.toString(), socket))
    socket.on('error', () => socket.terminate())
  })
  const stop = () => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  }
  return { relay, stop }
}

function answer(request: IncomingMessage, response: ServerResponse, page: string): void {
  if (!isOwnPageOrProgram(request)) response.writeHead(403).end('This inspector is for its own machine.')
  else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page)
}

/** A page of another site could reach a server on loopback, under a name of its own or by its origin. */
function isOwnPageOrProgram({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers
  return isLoopback(`http://${host}`) && (origin === undefined || isLoopback(origin))
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new TalkchartError('port-in-use', `Port ${port} is in use. Give another one, or 0 for any that is free.`) : error)
    })
    server.listen(port, '127.0.0.1', () => {
      server.unref()
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
