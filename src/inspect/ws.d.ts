/** The part of `ws` that the inspector uses; the package comes without types of its own. */
declare module 'ws' {
  import type { IncomingMessage, Server } from 'node:http'
  import type { Socket } from 'node:net'

  export class WebSocket {
    static readonly OPEN: number
    readonly readyState: number
    /** How many bytes wait to be sent. */
    readonly bufferedAmount: number
    constructor(url: string, options?: { readonly handshakeTimeout?: number; readonly headers?: Readonly<Record<string, string>> })
    on(event: 'open' | 'close', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
    on(event: 'message', listener: (data: { toString(): string }) => void): this
    on(event: 'upgrade', listener: (response: IncomingMessage) => void): this
    send(text: string): void
    close(): void
    terminate(): void
  }

  export class WebSocketServer {
    readonly clients: ReadonlySet<WebSocket>
    constructor(options: {
      readonly server: Server
      readonly maxPayload?: number
      readonly verifyClient?: (info: { readonly req: IncomingMessage }) => boolean
    })
    on(event: 'connection', listener: (socket: WebSocket, request: IncomingMessage & { readonly socket: Socket }) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    close(): void
  }
}
