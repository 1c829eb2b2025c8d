import type { ConnectedSocket, ConnectSocket } from './node-socket.js'
import { Replay } from './replay.js'
import type { InspectorAdapter } from './show-message.js'

const WAIT_TO_RECONNECT = 2_000

/** Sends messages to an inspector's WebSocket server, and goes on trying while there is none. */
export function webSocketAdapter(url: string): Required<InspectorAdapter> {
  const replay = new Replay()
  let socket: ConnectedSocket | undefined
  let isOpen = false
  let isStopped = false
  const onOpen = () => {
    isOpen = true
    for (const message of replay.messages) socket?.send(message)
  }
  const onClose = () => {
    isOpen = false
    if (!isStopped) later(() => void start())
  }
  const start = async () => {
    isStopped = false
    const connect = await socketsOfThisPlace()
    if (!isStopped) socket = connect(url, { onOpen, onClose })
  }
  return {
    start: () => void start(),
    stop() {
      isStopped = true
      socket?.close()
    },
    send(event) {
      const message = JSON.stringify(event)
      replay.add(message)
      if (isOpen) socket?.send(message)
    },
  }
}

async function socketsOfThisPlace(): Promise<ConnectSocket> {
  return isNode() ? (await import('./node-socket.js')).connectNodeSocket : connectBrowserSocket
}

const connectBrowserSocket: ConnectSocket = (url, { onOpen, onClose }) => {
  const socket = new WebSocket(url)
  socket.addEventListener('open', onOpen)
  socket.addEventListener('close', onClose)
  return { send: (text) => socket.send(text), close: () => socket.close() }
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined
}

/** A timer that does not keep a Node process alive. */
function later(callback: () => void): void {
  const timer: unknown = setTimeout(callback, WAIT_TO_RECONNECT)
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
}
