import { stat } from 'node:fs/promises'
import type { ConversationRecord } from '../contract/conversation-store.js'
import { unlessMissing } from './file-system-error.js'

/** A folder that changed more lately may change again without another time: file systems count in steps of up to two seconds. */
const SETTLED_AFTER_MILLISECONDS = 3000

interface KnownDeadline {
  readonly state: string
  readonly deadline: number | null
}

/**
 * Remembers when conversations are due, so that who asks again and again reads only what has changed since. The state of a folder tells: every
 * commit, by whichever process, changes it.
 */
export class KnownDeadlines {
  readonly #known = new Map<string, KnownDeadline>()

  /** Forgets what is known when most of it is of conversations that are gone. */
  keepInBounds(conversations: number): void {
    if (this.#known.size > 2 * conversations) this.#known.clear()
  }

  /** Reads a conversation's newest record, unless it is known that it is not due. */
  async readIfDue(
    folder: string,
    dueBefore: number,
    read: () => Promise<ConversationRecord | undefined>,
  ): Promise<ConversationRecord | undefined> {
    const { state, isSettled } = await stateOf(folder)
    const known = this.#known.get(folder)
    if (known !== undefined && known.state === state && !isDue(known, dueBefore)) return undefined
    const record = await read()
    if (record !== undefined && isSettled) this.#known.set(folder, { state, deadline: record.deadline })
    else this.#known.delete(folder)
    return record !== undefined && isDue(record, dueBefore) ? record : undefined
  }
}

function isDue({ deadline }: Pick<ConversationRecord, 'deadline'>, dueBefore: number): boolean {
  return deadline !== null && deadline <= dueBefore
}

async function stateOf(folder: string): Promise<{ readonly state: string; readonly isSettled: boolean }> {
  const facts = await unlessMissing(() => stat(folder, { bigint: true }))
  if (facts === undefined) return { state: '', isSettled: false }
  const { dev, ino, mtimeNs, ctimeNs, ctimeMs } = facts
  return { state: `${dev} ${ino} ${mtimeNs} ${ctimeNs}`, isSettled: Date.now() - Number(ctimeMs) > SETTLED_AFTER_MILLISECONDS }
}
