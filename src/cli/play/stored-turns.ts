import { recordsBack } from '../../conversation/record/revisions.js'
import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import { NO_USAGE, type Usage } from '../../model/usage.js'
import type { PlayTurn, PlayTurns } from '../../page/protocol.js'
import { ProblemError } from '../../server/index.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/** How many turns are told. */
const MOST_TURNS = 100

/**
 * Tells what each of the newest turns of a conversation has cost, and what was known before the last.
 *
 * @throws {ProblemError} `no-conversation`
 */
export async function storedTurns(store: ConversationStore, id: string): Promise<PlayTurns> {
  const newest = (await store.load(id, { messages: { last: 0 } }))?.record
  if (newest === undefined) throw new ProblemError('no-conversation')
  const ends: ConversationRecord[] = []
  for await (const record of recordsBack(store, newest)) {
    if (record.snapshot === null || record.turn >= (ends.at(-1)?.turn ?? Infinity)) continue
    ends.push(record)
    if (ends.length > MOST_TURNS || record.turn === 0) break
  }
  const contexts = ends.map((record) => readSnapshot(record).context)
  const turns = contexts.slice(0, MOST_TURNS).map(({ turn, state, usage }, position): PlayTurn => {
    const before = contexts[position + 1]?.usage ?? NO_USAGE
    return { turn, state, usage: difference(usage, before) }
  })
  return { turns, before: contexts[1]?.data ?? {} }
}

function difference(after: Usage, before: Usage): Usage {
  return {
    modelCalls: after.modelCalls - before.modelCalls,
    inputTokens: after.inputTokens - before.inputTokens,
    outputTokens: after.outputTokens - before.outputTokens,
  }
}
