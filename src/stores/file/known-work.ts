import { stat } from 'node:fs/promises'
import type { DueWork } from '../contract/claims.js'
import type { ConversationRecord } from '../contract/conversation-store.js'
import { dueWork } from '../contract/due-work.js'
import { hasEnqueued } from './enqueued-files.js'
import { unlessMissing } from './file-system-error.js'

/** A folder that changed more lately may change again without another time: file systems count in steps of up to two seconds. */
const SETTLED_AFTER_MILLISECONDS = 3000

/** When a conversation is due, and for what. */
export interface KnownWork {
  readonly deadline: number | null
  readonly work: DueWork | undefined
}

/** A conversation in which something is due. */
export interface WantedRecord {
  readonly record: ConversationRecord
  readonly work: DueWork | undefined
}

/**
 * Remembers when conversations are due, so that who asks again and again reads only what has changed since. The state of a folder tells: every
 * commit, by whichever process, changes it, and so does what is enqueued.
 */
export class WorkMemory {
  readonly #known = new Map<string, KnownWork & { readonly state: string }>()

  /** Forgets what is known when most of it is of conversations that are gone. */
  keepInBounds(conversations: number): void {
    if (this.#known.size > 2 * conversations) this.#known.clear()
  }

  /** Reads a conversation's newest record, unless it is known that it is not wanted. */
  async readIf(
    folder: string,
    isWanted: (work: KnownWork) => boolean,
    read: () => Promise<ConversationRecord | undefined>,
  ): Promise<WantedRecord | undefined> {
    const { state, isSettled } = await stateOf(folder)
    const known = this.#known.get(folder)
    if (known !== undefined && known.state === state && !isWanted(known)) return undefined
    const record = await read()
    const work = record && dueWork(record, await hasEnqueued(folder))
    if (record !== undefined && isSettled) this.#known.set(folder, { state, deadline: record.deadline, work })
    else this.#known.delete(folder)
    return record !== undefined && isWanted({ deadline: record.deadline, work }) ? { record, work } : undefined
  }
}

async function stateOf(folder: string): Promise<{ readonly state: string; readonly isSettled: boolean }> {
  const facts = await unlessMissing(() => stat(folder, { bigint: true }))
  if (facts === undefined) return { state: '', isSettled: false }
  const { dev, ino, mtimeNs, ctimeNs, ctimeMs } = facts
  return { state: `${dev} ${ino} ${mtimeNs} ${ctimeNs}`, isSettled: Date.now() - Number(ctimeMs) > SETTLED_AFTER_MILLISECONDS }
}
