import { timingSafeEqual } from 'node:crypto'
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

const SHORTEST_TOKEN = 16

/** A reader that is this far behind is let go: what it has not taken would fill the memory of the process that talks. */
const MOST_WAITING = 8 * 1_048_576

/** Says where an inspector is served, and which one. */
export interface InspectorServerOptions {
  /** 8080 by default, where inspectors look for it; 0 for any that is free. */
  readonly port?: number
  /** The inspector that the page frames; `https://stately.ai/inspect` by default. */
  readonly inspector?: string | URL
  /** What readers and senders have to know, at least 16 characters; a fresh random one by default. Give one that processes know in advance. */
  readonly token?: string
}

/** Serves an inspector until it is stopped. As an adapter it shows what this process sends; by WebSocket other processes of this machine send as well. */
export interface InspectorServer extends Required<InspectorAdapter> {
  /** Where a browser shows the inspector: `http://127.0.0.1:8080/?token=…`. Whoever has the token reads along. */
  readonly url: string
  /** Where other processes of this user send, as `inspectConversation({ url })`: `ws://127.0.0.1:8080/?token=…`. */
  readonly socketUrl: string
}

/**
 * Serves an inspector's page on this machine, and hands it what `inspectConversation` sends. It listens on loopback only, answers
 * only who has the token that stands in its `url` (other users of the machine do not), and never keeps the process alive.
 *
 * @param options the port, and which inspector is framed
 * @throws {TalkchartError} `port-in-use` when another program listens there
 * @example
 * const server = await inspectorServer({ port: 0 })
 * const inspector = inspectConversation({ adapter: server })
 */
export async function inspectorServer(options: InspectorServerOptions = {}): Promise<InspectorServer> {
  const page = bridgePage(new URL(options.inspector ?? INSPECTOR))
  const { token = makeToken() } = options
  if (token.length < SHORTEST_TOKEN) throw new TalkchartError('invalid-options', `A token has ${SHORTEST_TOKEN} characters or more.`)
  const server = createServer((request, response) => answer(request, response, page, token))
  const sockets = new WebSocketServer({ server, maxPayload: LONGEST_MESSAGE, verifyClient: ({ req }) => isAllowed(req, token) })
  // The HTTP server tells the same error to whoever waits for it.
  sockets.on('error', () => undefined)
  const { relay, stop } = connect(sockets)
  const port = await listen(server, options.port ?? DEFAULT_PORT)
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    socketUrl: `ws://127.0.0.1:${port}/?token=${token}`,
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
    for (const socket of sockets.clients) if (socket !== from && socket.readyState === WebSocket.OPEN) deliver(socket, message)
  }
  sockets.on('connection', (socket, request) => {
    request.socket.unref()
    for (const message of replay.messages) deliver(socket, message)
    socket.on('message', (data) => relay(data.toString(), socket))
    socket.on('error', () => socket.terminate())
  })
  const stop = () => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  }
  return { relay, stop }
}

/** Sends a message to a reader that keeps up. The page connects again when it is loaded anew, and is told the newest messages. */
function deliver(socket: WebSocket, message: string): void {
  if (socket.bufferedAmount > MOST_WAITING) socket.terminate()
  else socket.send(message)
}

function makeToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  return isOwnPageOrProgram(request) && hasToken(request, token)
}

function hasToken({ url = '' }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(new URLSearchParams(url.split('?')[1]).get('token') ?? '')
  const expected = Buffer.from(token)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function answer(request: IncomingMessage, response: ServerResponse, page: string, token: string): void {
  if (!isAllowed(request, token)) response.writeHead(403).end('This inspector is for who started it: open the whole URL, with its token.')
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
