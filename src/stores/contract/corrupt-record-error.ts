import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Holds the facts of a damaged record. */
export interface CorruptRecordFacts {
  readonly conversationId: string
  /** The revision whose stored form is damaged. */
  readonly revision: number
  /** Where it is stored: a file's path, a table's row. */
  readonly location: string
  /** What is wrong with it. */
  readonly reason: string
  /** The newest revision before the damage that can still be loaded, with all its messages; 0 when there is none. */
  readonly wholeRevision: number
}

/**
 * Reports that what is stored of a conversation is damaged. Nothing was changed, and no older state was used in its place.
 *
 * @example
 * if (CorruptRecordError.isInstance(error) && error.wholeRevision > 0) {
 *   await store.load(error.conversationId, { revision: error.wholeRevision })
 * }
 */
export class CorruptRecordError extends TalkchartError {
  static {
    CorruptRecordError.prototype.name = 'CorruptRecordError'
  }

  readonly conversationId: string
  /** The revision whose stored form is damaged. */
  readonly revision: number
  /** Where it is stored. */
  readonly location: string
  /** What is wrong with it. */
  readonly reason: string
  /** The newest revision before the damage that can still be loaded; 0 when there is none. */
  readonly wholeRevision: number

  constructor(facts: CorruptRecordFacts, options?: ErrorOptions) {
    super('corrupt-record', describe(facts), options)
    this.conversationId = facts.conversationId
    this.revision = facts.revision
    this.location = facts.location
    this.reason = facts.reason
    this.wholeRevision = facts.wholeRevision
  }
}

function describe({ conversationId, revision, location, reason, wholeRevision }: CorruptRecordFacts): string {
  const id = JSON.stringify(conversationId)
  const damage = `Conversation ${id} is damaged at revision ${revision}: ${location} ${reason}. Nothing was changed.`
  if (wholeRevision === 0) return `${damage} No earlier revision is whole: restore it from a backup, or remove the conversation.`
  return (
    `${damage} Revision ${wholeRevision} is whole: load(${id}, { revision: ${wholeRevision} }) reads it. ` +
    `To go on from there, restore revision ${revision} from a backup, or move it and all later revisions away.`
  )
}
