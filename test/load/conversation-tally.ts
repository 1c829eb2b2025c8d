import type { Conversation, ConversationStore } from 'talkchart'
import type { SaidMessage } from './scenario.js'

/** What is counted over all conversations. */
export interface Tally {
  turns: number
  failures: number
  retries: number
  /** How the failures were called. */
  readonly codes: Map<string, number>
  ended: number
  /** Stand in `failed`: the last call can be made again. */
  retryable: number
  /** Neither ended nor retryable. */
  stuck: number
  lost: number
  duplicated: number
  misordered: number
}

export function emptyTally(): Tally {
  return { turns: 0, failures: 0, retries: 0, codes: new Map(), ended: 0, retryable: 0, stuck: 0, lost: 0, duplicated: 0, misordered: 0 }
}

export function countFailure(tally: Tally, { error }: Pick<Conversation, 'error'>): void {
  if (error === null) return
  tally.failures += 1
  tally.codes.set(error.code, (tally.codes.get(error.code) ?? 0) + 1)
}

/** Holds what is stored of a conversation against what its user has said. */
export async function countConversation(tally: Tally, store: ConversationStore, id: string, said: readonly SaidMessage[]): Promise<void> {
  const loaded = await store.load(id)
  const stored = (loaded?.messages ?? []).flatMap(({ message: { role, id: messageId } }) => (role === 'user' ? (messageId ?? []) : []))
  const phase = loaded?.record.phase
  if (phase === 'done') tally.ended += 1
  else if (phase === 'failed') tally.retryable += 1
  else tally.stuck += 1
  tally.duplicated += stored.length - new Set(stored).size
  tally.lost += said.filter((message) => !stored.includes(message.id)).length
  const expected = said.map((message) => message.id).filter((messageId) => stored.includes(messageId))
  if (expected.join() !== [...new Set(stored)].join()) tally.misordered += 1
}
