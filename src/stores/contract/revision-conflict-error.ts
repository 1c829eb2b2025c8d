import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that another writer committed first. Nothing was written. */
export class RevisionConflictError extends TalkchartError {
  static {
    RevisionConflictError.prototype.name = 'RevisionConflictError'
  }

  readonly conversationId: string
  readonly expectedRevision: number
  /** The revision that the store holds; 0 when it holds none. */
  readonly actualRevision: number

  constructor(conversationId: string, expectedRevision: number, actualRevision: number) {
    super(
      'revision-conflict',
      `Conversation ${JSON.stringify(conversationId)} is at revision ${actualRevision}, not ${expectedRevision}: another writer was first. Load it again and repeat the change.`,
    )
    this.conversationId = conversationId
    this.expectedRevision = expectedRevision
    this.actualRevision = actualRevision
  }
}
