import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { eventOfWaiting } from '../../machine/events.js'
import { isSeen } from '../../machine/message-ids.js'
import type { Message } from '../../model/message.js'
import type { PendingInput } from '../../stores/contract/conversation-store.js'
import type { Turn } from '../api/conversation.js'
import { ConversationDoneError, NothingToRetryError } from '../api/errors.js'
import type { RevisionHistory } from '../record/revision-history.js'
import { deadlineOf, outcomeOf, phaseOf } from '../record/snapshot-facts.js'
import type { RepeatJob, TurnJob } from './job.js'
import type { JobQueue } from './job-queue.js'
import { markRecovered } from './recovered.js'
import type { Session } from './session.js'
import { repeatedTurn, TurnRecorder } from './turn-recorder.js'

const RETRY = { type: 'conversation.retry' } as const

/** What a turn needs besides the session. */
export interface TurnParts {
  /** The messages that wait; they are committed with the turn. */
  readonly queue: JobQueue
  readonly past: RevisionHistory
}

/**
 * Runs one turn: sends the message to the actor (or repeats the failed call), waits until the actor is at rest, and commits what came of it.
 * Before a model or an actor is called, the message is stored as pending, so that a crash can not lose it.
 *
 * @throws {ConversationDoneError} when the conversation has ended
 * @throws {NothingToRetryError} when there is no message and no call has failed
 * @throws {RevisionConflictError} when another writer committed first
 */
export async function runTurn(session: Session, job: TurnJob | RepeatJob, parts: TurnParts): Promise<Turn> {
  if (!session.isSettled) await session.settled()
  session.assertRunning()
  if (job.kind === 'repeat') return await repeat(session, job, job.repeats, parts)
  const { message } = job
  // Another process may have run it, which a reload tells.
  if (session.isReloaded && message !== undefined && isSeen(session.snapshot.context, message.id)) {
    return await repeat(session, job, message.id, parts)
  }
  if (message !== undefined) await fireOverdue(session, message.at, parts.queue)
  assertCanRun(session, job)
  return await perform(session, { job, message, said: [] }, parts.queue)
}

/** Answers a message that was taken up before. When its call has failed and nothing came since, the call is repeated. */
async function repeat(session: Session, job: TurnJob | RepeatJob, id: string, { queue, past }: TurnParts): Promise<Turn> {
  if (!session.isCommitted) await session.commitOutcome(queue.messages(job))
  await session.committer.written
  const { context } = session.snapshot
  const messages = await messagesWith(id, context.messages, past)
  const message = messages.find((known) => known.id === id)
  const turn = message?.turn
  const replies = message === undefined ? [] : repliesTo(message, messages)
  if (phaseOf(session.snapshot) !== 'failed' || context.lastUserId !== id) return repeatedTurn(session.snapshot, turn, replies)
  return await perform(session, { job, message: undefined, said: replies }, queue)
}

/** Returns what a message has caused: what a person says in the flow's place is that itself, and no reply to a user. */
function repliesTo(message: Message, messages: readonly Message[]): readonly Message[] {
  if (message.by !== undefined) return [message]
  return messages.filter(({ role, turn, by }) => role === 'assistant' && turn === message.turn && by === undefined)
}

/** Returns messages among which is the one with that id, unless it was taken back: from the store when it has left the window. */
async function messagesWith(id: string, window: readonly Message[], past: RevisionHistory): Promise<readonly Message[]> {
  return window.some((message) => message.id === id) ? window : await past.history()
}

interface Performance {
  readonly job: TurnJob | RepeatJob
  /** What the actor is sent; without it, the call that failed is repeated. */
  readonly message: PendingInput | undefined
  /** The replies that the turn has made before. */
  readonly said: readonly Message[]
}

async function perform(session: Session, { job, message, said }: Performance, queue: JobQueue): Promise<Turn> {
  const { actor, committer, gate } = session
  const { listeners } = job
  listeners.onStart?.(said.map(({ text }) => text).join('\n\n'))
  const recorder = new TurnRecorder(session.snapshot.context, listeners.onDelta, said)
  session.recorder = recorder
  gate.close()
  const event = message === undefined ? RETRY : eventOfWaiting(message)
  actor.send(message !== undefined && job.caller === undefined ? markRecovered(event) : event)
  const isSettledAtOnce = session.isSettled
  if (!isSettledAtOnce && message !== undefined) await committer.commitPending(queue.messages())
  gate.open()
  if (!isSettledAtOnce) await session.settled()
  session.recorder = undefined
  listeners.onEnd?.()
  const turn = recorder.turn(session.snapshot)
  await session.commitOutcome(queue.messages(job), queue.isLast(job))
  gate.forgetAnswers()
  if (message !== undefined && 'type' in message && recorder.isUnfit(message.id)) throw unfitPayload(message.type)
  return turn
}

function unfitPayload(type: string): TalkchartError {
  return new TalkchartError(
    'event-refused',
    `The payload of the event ${quote(type)} does not fit the schema that the flow declares. Nothing was changed.`,
  )
}

/** Lets a timer that was due before a message was sent fire before it: a process that slept hears of its timers late. */
async function fireOverdue(session: Session, sentAt: number, queue: JobQueue): Promise<void> {
  const deadline = deadlineOf(session.snapshot)
  if (deadline === null || sentAt < deadline) return
  await session.committer.commitPending(queue.messages())
  session.fireTimer()
  await session.settled()
  await session.commitOutcome(queue.messages())
}

function assertCanRun({ committer, snapshot }: Session, { message }: TurnJob): void {
  const outcome = outcomeOf(snapshot)
  if (outcome !== null) throw new ConversationDoneError(committer.id, outcome)
  const phase = phaseOf(snapshot)
  if (message === undefined && phase !== 'failed') throw new NothingToRetryError(committer.id, phase)
}
