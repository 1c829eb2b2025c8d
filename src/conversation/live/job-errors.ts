import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import { ConversationRemovedError } from '../api/errors.js'

/** Returns what a job has failed with, by its name: a store that holds nothing says so by revision 0. */
export function namedError(error: unknown, id: string): unknown {
  const isRemoved = RevisionConflictError.isInstance(error) && error.actualRevision === 0 && error.expectedRevision > 0
  return isRemoved ? new ConversationRemovedError(id) : error
}

/** Tells whether an error says that this conversation can not go on from what is stored: who opens it again decides. */
export function isFinal(error: unknown): boolean {
  return RevisionConflictError.isInstance(error) || ConversationRemovedError.isInstance(error)
}

/** Whoever shows a conversation that was removed has to hear of it, though nobody asked. */
export function unlessRemoved(error: unknown): undefined {
  if (ConversationRemovedError.isInstance(error)) throw error
}
