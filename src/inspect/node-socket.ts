import { WebSocket } from 'ws'
import type { ConnectSocket } from './socket.js'

const LONGEST_HANDSHAKE = 5_000

/** Connects in Node. An inspector is no reason to go on, so the socket does not keep the process alive. */
export const connectNodeSocket: ConnectSocket = (url, { onOpen, onClose }) => {
  const socket = new WebSocket(url, { handshakeTimeout: LONGEST_HANDSHAKE })
  socket.on('upgrade', (response) => response.socket.unref())
  socket.on('open', onOpen)
  // An inspector that is not there is no fault; `close` follows.
  socket.on('error', () => undefined)
  socket.on('close', onClose)
  return { send: (text) => socket.send(text), close: () => socket.terminate() }
}
