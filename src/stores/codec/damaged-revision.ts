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

/** The revisions of a conversation that a store has. */
export interface KeptRevisions {
  /** Loads a revision with all its messages; gives undefined for one that is not kept, or throws `DamagedRevision`. */
  readonly read: (revision: number) => Promise<LoadedConversation | undefined>
  /** Gives the newest stored revision that is older than the given one; undefined when there is none. */
  readonly before: (revision: number) => Promise<number | undefined>
}

/**
 * Reports damage together with the newest revision before it that is whole.
 *
 */
export async function corruptRecordError(
  conversationId: string,
  damage: DamagedRevision,
  kept: KeptRevisions,
): Promise<CorruptRecordError> {
  let wholeRevision = 0
  // Only revisions that are there are tried: a damaged count may claim billions of them.
  for (let next = await kept.before(damage.revision); next !== undefined; ) {
    const earlier = await readOrDamage(kept.read, next)
    if (!DamagedRevision.isInstance(earlier)) {
      wholeRevision = earlier === undefined ? 0 : next
      break
    }
    // Damage below the revision asked for spoils everything that was built on it; the revision below that is next to try.
    next = await kept.before(Math.min(earlier.revision, next))
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
