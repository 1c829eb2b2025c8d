import { WebSocket } from 'ws'

/** A WebSocket as far as an inspector needs one. */
export interface ConnectedSocket {
  send(text: string): void
  close(): void
}

/** Opens a socket; `onClose` is called once, also when it could not be opened. */
export type ConnectSocket = (url: string, listeners: { readonly onOpen: () => void; readonly onClose: () => void }) => ConnectedSocket

const LONGEST_HANDSHAKE = 5_000

/** Connects in Node. An inspector is no reason to go on, so the socket does not keep the process alive. */
export const connectNodeSocket: ConnectSocket = (url, { onOpen, onClose }) => {
  const socket = new WebSocket(url, { handshakeTimeout: LONGEST_HANDSHAKE })
  socket.on('upgrade', (response) => response.socket.unref())
  socket.on('open', onOpen)
  // An inspector that is not there is no error; `close` follows.
  socket.on('error', () => undefined)
  socket.on('close', onClose)
  return { send: (text) => socket.send(text), close: () => socket.terminate() }
}
