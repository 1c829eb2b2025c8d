import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { LoadedConversation } from '../contract/conversation-store.js'
import { CorruptRecordError } from '../contract/corrupt-record-error.js'

/** One stored revision can not be used. It becomes a `CorruptRecordError` at the store's edge. */
export class DamagedRevision extends TalkchartError {
  static {
    DamagedRevision.prototype.name = 'DamagedRevision'
  }

  readonly revision: number
  readonly location: string
  readonly reason: string

  constructor(revision: number, location: string, reason: string, options?: ErrorOptions) {
    super('damaged-revision', `${location} ${reason}`, options)
    this.revision = revision
    this.location = location
    this.reason = reason
  }
}

/**
 * Reports damage together with the newest revision before it that is whole.
 *
 * @param read loads a revision with all its messages; gives undefined for one that is not kept, or throws `DamagedRevision`
 */
export async function corruptRecordError(
  conversationId: string,
  damage: DamagedRevision,
  read: (revision: number) => Promise<LoadedConversation | undefined>,
): Promise<CorruptRecordError> {
  let wholeRevision = damage.revision - 1
  while (wholeRevision > 0) {
    const earlier = await readOrDamage(read, wholeRevision)
    // What is not kept has nothing kept before it.
    if (earlier === undefined) wholeRevision = 0
    if (!DamagedRevision.isInstance(earlier)) break
    // Damage below the revision asked for spoils everything that was built on it; the revision below that is next to try.
    wholeRevision = Math.min(earlier.revision, wholeRevision) - 1
  }
  const { revision, location, reason } = damage
  return new CorruptRecordError({ conversationId, revision, location, reason, wholeRevision }, { cause: damage })
}

async function readOrDamage<Loaded>(read: (revision: number) => Promise<Loaded>, revision: number): Promise<Loaded | DamagedRevision> {
  try {
    return await read(revision)
  } catch (error) {
    if (DamagedRevision.isInstance(error)) return error
    throw error
  }
}
