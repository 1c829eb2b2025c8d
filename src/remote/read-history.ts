import type { Message } from '../model/message.js'
import { repeatedly, type ServerConnection } from './server-connection.js'

/** Reads all messages of a conversation, the newest page first. */
export async function readHistory(connection: ServerConnection, signal: AbortSignal): Promise<readonly Message[]> {
  const messages: Message[] = []
  for (let before: number | undefined; before !== 0; ) {
    const path = `/messages?limit=200${before === undefined ? '' : `&before=${before}`}`
    const page = await repeatedly(signal, () =>
      connection.json<{ messages: readonly { position: number; message: Message }[] }>({ method: 'GET', path, signal }),
    )
    messages.unshift(...page.messages.map(({ message }) => message))
    before = page.messages[0]?.position ?? 0
  }
  return messages
}
