import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { ProblemError } from '../protocol/problem.js'
import type { SeenRevision } from './conversation-host.js'

/**
 * Refuses what was meant for another revision.
 *
 * @throws {ProblemError} `moved-on` when the conversation has gone on
 */
export function assertSeen({ revision, status }: ConversationView, seen: SeenRevision): void {
  if (seen.revision !== undefined && (status === 'busy' || seen.revision !== revision)) throw new ProblemError('moved-on')
}
