import { readFileSync } from 'node:fs'
import type { ConversationStore, StoredMessage } from 'talkchart'

/** A message that one of the clients has sent. */
export interface SentMessage {
  readonly conversation: string
  readonly id: string
  /** What its reply has to be. */
  readonly reply: string
  /** The replies that its client was told. */
  readonly told: readonly string[]
}

interface LogLine {
  readonly process: number
  readonly call?: string
  readonly answered?: string
}

/** Holds what is stored against what was sent and told. */
export async function countReplies(store: ConversationStore, sent: readonly SentMessage[]) {
  const counted = { turns: 0, lost: 0, doubled: 0, wrong: 0 }
  for (const conversation of new Set(sent.map((message) => message.conversation))) {
    const stored = (await store.load(conversation))?.messages.map(({ message }) => message) ?? []
    for (const message of sent) if (message.conversation === conversation) countMessage(counted, message, stored)
  }
  return counted
}

type Counted = Record<'turns' | 'lost' | 'doubled' | 'wrong', number>

function countMessage(counted: Counted, { id, reply, told }: SentMessage, stored: readonly StoredMessage[]): void {
  const own = stored.filter((row) => row.id === id)
  const replies = stored.filter((row) => row.role === 'assistant' && row.turn === own[0]?.turn)
  const recorded = replies.map(({ text }) => text).join('\n\n')
  counted.turns += own.length
  counted.lost += own.length === 0 ? 1 : 0
  counted.doubled += own.length > 1 || replies.length > 1 ? 1 : 0
  counted.wrong += [reply, ...told].filter((text) => text !== recorded).length
}

/**
 * Counts the calls of the model, by the ids of their requests: a call that is made again has the same.
 *
 * @param killed the processes that were killed: a call that one of them had begun may be made once more
 */
export function countCalls(log: string, killed: ReadonlySet<number>) {
  const lines: LogLine[] = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line))
  const made = new Map<string, number[]>()
  for (const { process, call } of lines) if (call !== undefined) made.set(call, [...(made.get(call) ?? []), process])
  const earlier = [...made.values()].flatMap((processes) => processes.slice(0, -1))
  return {
    calls: [...made.values()].flat().length,
    /** Calls that were made again since their process was killed. */
    madeAgain: earlier.filter((process) => killed.has(process)).length,
    /** Calls that were made again for no reason. */
    needless: earlier.filter((process) => !killed.has(process)).length,
  }
}
