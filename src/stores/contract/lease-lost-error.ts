import { RevisionConflictError } from './revision-conflict-error.js'

/** Reports that somebody else holds the lease of the conversation. Nothing was written. */
export class LeaseLostError extends RevisionConflictError {
  static {
    LeaseLostError.prototype.name = 'LeaseLostError'
  }

  /** The owner of the lease that lives. */
  readonly owner: string

  constructor(conversationId: string, expectedRevision: number, actualRevision: number, owner: string) {
    super(conversationId, expectedRevision, actualRevision, {
      code: 'lease-lost',
      message:
        `The lease of conversation ${JSON.stringify(conversationId)} has passed to ${JSON.stringify(owner)}: it was not renewed in time. ` +
        'Take the lease again, load the conversation, and repeat the change.',
    })
    this.owner = owner
  }
}
