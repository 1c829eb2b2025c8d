import type { Turn } from '../api/conversation.js'
import { ConversationDoneError, NothingToRetryError } from '../api/errors.js'
import { outcomeOf, phaseOf } from '../record/snapshot-facts.js'
import type { TurnJob } from './job.js'
import type { JobQueue } from './job-queue.js'
import type { Session } from './session.js'
import { repeatedTurn, TurnRecorder } from './turn-recorder.js'

/**
 * Runs one turn: sends the message to the actor (or repeats the failed call), waits until the actor is at rest, and commits what came of it.
 * Before a model or an actor is called, the message is stored as pending, so that a crash can not lose it.
 *
 * @param queue the messages that wait; they are committed with the turn
 * @throws {ConversationDoneError} when the conversation has ended
 * @throws {NothingToRetryError} when there is no message and no call has failed
 * @throws {RevisionConflictError} when another writer committed first
 */
export async function runTurn(session: Session, job: TurnJob, queue: JobQueue): Promise<Turn> {
  if (!session.isSettled) await session.settled()
  session.assertRunning()
  const { actor, committer, gate } = session
  const { message, listeners } = job
  const answered = answeredMessage(session, job)
  if (answered !== undefined) return repeatedTurn(session.snapshot, answered)
  assertCanRun(session, job)
  listeners.onStart?.()
  const recorder = new TurnRecorder(session.snapshot.context, listeners.onDelta)
  session.recorder = recorder
  gate.close()
  actor.send(message === undefined ? { type: 'conversation.retry' } : { type: 'user.message', ...message })
  const isSettledAtOnce = session.isSettled
  if (!isSettledAtOnce && message !== undefined) await committer.commitPending(queue.messages())
  gate.open()
  if (!isSettledAtOnce) await session.settled()
  session.recorder = undefined
  listeners.onEnd?.()
  const turn = recorder.turn(session.snapshot)
  await session.commitOutcome(queue.messages(job))
  return turn
}

/** Returns the message when it has had its turn already. That can only be after a reload: another process may have run it. */
function answeredMessage({ isReloaded, snapshot }: Session, { message }: TurnJob) {
  if (!isReloaded || message === undefined) return undefined
  return snapshot.context.messages.find(({ id }) => id === message.id)
}

function assertCanRun({ committer, snapshot }: Session, { message }: TurnJob): void {
  const outcome = outcomeOf(snapshot)
  if (outcome !== null) throw new ConversationDoneError(committer.id, outcome)
  const phase = phaseOf(snapshot)
  if (message === undefined && phase !== 'failed') throw new NothingToRetryError(committer.id, phase)
}
