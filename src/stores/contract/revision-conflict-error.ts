import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that the newest revision is not the one that a commit builds on. Nothing was written. */
export class RevisionConflictError extends TalkchartError {
  static {
    RevisionConflictError.prototype.name = 'RevisionConflictError'
  }

  readonly conversationId: string
  readonly expectedRevision: number
  /** The revision that the store holds; 0 when it holds none. */
  readonly actualRevision: number

  /** @param lost what an error that extends this one says instead */
  constructor(
    conversationId: string,
    expectedRevision: number,
    actualRevision: number,
    lost?: { readonly code: string; readonly message: string },
  ) {
    super(lost?.code ?? 'revision-conflict', lost?.message ?? describe(JSON.stringify(conversationId), expectedRevision, actualRevision))
    this.conversationId = conversationId
    this.expectedRevision = expectedRevision
    this.actualRevision = actualRevision
  }
}

function describe(id: string, expectedRevision: number, actualRevision: number): string {
  const advice = 'Load it again and repeat the change.'
  if (expectedRevision === actualRevision) {
    return `Conversation ${id} is at revision ${actualRevision}, but another commit made it: the conversation was begun anew, or lost commits. ${advice}`
  }
  return `Conversation ${id} is at revision ${actualRevision}, not ${expectedRevision}: another writer was first. ${advice}`
}
