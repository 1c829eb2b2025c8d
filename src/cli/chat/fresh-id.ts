import { randomInt } from 'node:crypto'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'

/** Without the letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 5

/** Returns an id that people can read out, and that the store does not have. */
export async function freshId(flowName: string, store: ConversationStore): Promise<string> {
  for (;;) {
    const ending = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
    const id = `${flowName}-${ending}`
    if ((await store.load(id, { messages: { last: 0 } })) === undefined) return id
  }
}
