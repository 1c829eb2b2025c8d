import { recordsBack } from '../../conversation/record/revisions.js'
import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { positionId } from '../../machine/message-ids.js'
import { NO_USAGE, type Usage } from '../../model/usage.js'
import type { Happening, PlayTurn, PlayTurns, PlayWay } from '../../page/protocol.js'
import type { ConversationRecord, ConversationStore, MessageRow } from '../../stores/contract/conversation-store.js'
import { loadStored } from './stored-past.js'
import { storedWays } from './stored-ways.js'

/** How many turns are told. */
const MOST_TURNS = 100

/**
 * Tells what has happened in the newest turns of a conversation, what each has cost, and what was known before the last.
 *
 * @param flow as it is walked: unfolded; undefined where only a machine is at hand
 * @throws {ProblemError} `no-conversation`
 */
export async function storedTurns(store: ConversationStore, id: string, flow: ConversationFlow | undefined): Promise<PlayTurns> {
  const { record: newest, messages: rows } = await loadStored(store, id)
  const records = await recordsOf(store, newest)
  const ends = records.filter(({ turn }, position) => turn !== records[position - 1]?.turn)
  const contexts = ends.map((record) => readSnapshot(record).context)
  const turns = contexts.slice(0, MOST_TURNS).map(({ turn, state, usage }, position): PlayTurn => {
    const before = contexts[position + 1]?.usage ?? NO_USAGE
    return { turn, state, usage: difference(usage, before) }
  })
  const ways = storedWays({ records, rows, flow })
  return { turns, before: contexts[1]?.data ?? {}, ways, happened: happenings(rows, ways, newest) }
}

/** The records of the newest turns that led to where it stands: what was taken back is none of it. */
async function recordsOf(store: ConversationStore, newest: ConversationRecord): Promise<readonly ConversationRecord[]> {
  const records: ConversationRecord[] = []
  for await (const record of recordsBack(store, newest)) {
    if (record.snapshot === null || record.turn > (records.at(-1)?.turn ?? Infinity)) continue
    records.push(record)
    if (record.turn < newest.turn - MOST_TURNS) break
  }
  return records
}

/** What was said and what came of it, the newest first. */
function happenings(rows: readonly MessageRow[], ways: readonly PlayWay[], newest: ConversationRecord): readonly Happening[] {
  const told = rows
    .filter(({ message }) => message.turn >= newest.turn - MOST_TURNS)
    .flatMap(({ position, message: { id = positionId(position), role, turn, text } }): readonly Happening[] => [
      { turn, type: role === 'user' ? 'heard' : 'said', text },
      ...ways.filter(({ after }) => after === id).map(happeningOf),
    ])
  const { value } = newest.snapshot === null ? {} : readSnapshot(newest)
  const ended = typeof value === 'string' ? [{ turn: newest.turn, type: 'ended' as const, text: value.slice(1) }] : []
  return [...told, ...ended].toReversed()
}

function happeningOf({ turn, from, state, kind, what, read }: PlayWay): Happening {
  const named = [what, read].filter((part) => part !== '').join(' ')
  return { turn, type: kind, text: `${from}${named === '' ? '' : `: ${named}`} → ${state}` }
}

function difference(after: Usage, before: Usage): Usage {
  return {
    modelCalls: after.modelCalls - before.modelCalls,
    inputTokens: after.inputTokens - before.inputTokens,
    outputTokens: after.outputTokens - before.outputTokens,
  }
}
