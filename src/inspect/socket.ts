/** A WebSocket as far as an inspector needs one. */
export interface ConnectedSocket {
  send(text: string): void
  close(): void
}

/** Opens a socket; `onClose` is called once, also when it could not be opened. */
export type ConnectSocket = (url: string, listeners: { readonly onOpen: () => void; readonly onClose: () => void }) => ConnectedSocket
