import { createActor, waitFor } from 'xstate'
import type { ReportProblem } from '../../conditions/evaluation.js'
import { clockTelling } from '../../machine/clock.js'
import { outsideEvent } from '../../machine/events.js'
import type { ConversationActor } from '../../machine/index.js'
import { positionOf } from '../../machine/state-position.js'
import { totalListener, totalReport } from '../../machine/total-listener.js'
import { TIME_IS_UP } from '../../runtime/actors/conversation-actors.js'
import type { ConversationStore, PendingInput } from '../../stores/contract/conversation-store.js'
import type { CommonOpenOptions } from '../api/open-options.js'
import { restoreConversation } from '../migration/restore.js'
import { type CommitLease, Committer } from '../record/committer.js'
import { Retention } from '../record/retention.js'
import { isSettled, type MachineSnapshot, phaseOf } from '../record/snapshot-facts.js'
import { timeAndIds } from '../record/time-and-ids.js'
import { CallGate, type HeardAnswers } from './call-gate.js'
import { refusalOf } from './conversation-status.js'
import type { PreparedMachine } from './prepare-machine.js'
import type { TurnRecorder } from './turn-recorder.js'

interface SessionParts {
  readonly actor: ConversationActor
  readonly committer: Committer
  /** Messages that were stored and have had no turn. */
  readonly pending: readonly PendingInput[]
  readonly isNew: boolean
  readonly isReloaded: boolean
  readonly answers: HeardAnswers | undefined
}

/** Holds a conversation as it was loaded: an actor, and what writes its commits. A reload makes a new session. */
export class Session {
  readonly actor: ConversationActor
  readonly committer: Committer
  readonly gate: CallGate
  readonly pending: readonly PendingInput[]
  readonly isNew: boolean
  /** Whether the conversation was open before, so that what waits may have had its turn elsewhere. */
  readonly isReloaded: boolean
  /** Hears what the machine emits while a turn runs. */
  recorder: TurnRecorder | undefined
  #committed: MachineSnapshot | undefined
  #isStopped = false

  constructor({ actor, committer, pending, isNew, isReloaded, answers }: SessionParts) {
    this.actor = actor
    this.committer = committer
    this.gate = new CallGate(actor.system, answers)
    this.pending = pending
    this.isNew = isNew
    this.isReloaded = isReloaded
    // A machine that breaks is told to whoever waits for a turn. XState would throw the error at the process where nobody takes it.
    actor.subscribe({ error: () => undefined })
    // One listener for the session's whole life, and none for each turn.
    actor.on('*', (event) => {
      if (event.type === 'message.added') committer.add({ message: event.message, position: event.position })
      else this.recorder?.hear(event)
      if (event.type === 'state.entered' && event.transition !== null) committer.messages.fire(event.transition)
    })
  }

  get snapshot(): MachineSnapshot {
    return this.actor.getSnapshot()
  }

  get isSettled(): boolean {
    return isSettled(this.snapshot)
  }

  /** Tells whether the newest commit holds where the actor stands. */
  get isCommitted(): boolean {
    return this.#committed === this.snapshot
  }

  /** Notes that where the actor stands is what was loaded. */
  markCommitted(): void {
    this.#committed = this.snapshot
  }

  /**
   * Resolves when nothing runs any more but timers.
   *
   * @throws {ConversationClosedError} when the session is stopped
   */
  async settled(): Promise<void> {
    this.assertRunning()
    if (!this.isSettled) await waitFor(this.actor, isSettled)
    this.assertRunning()
  }

  /**
   * Commits where the actor has come to rest, and the messages that wait.
   *
   * @param isLast whether nothing else is to be done, so that the lease ends with it
   */
  commitOutcome(waiting: readonly PendingInput[], isLast = false): Promise<void> {
    this.assertRunning()
    const { snapshot } = this
    if (snapshot.status === 'error') throw snapshot.error
    this.#committed = snapshot
    return this.committer.commitOutcome(snapshot, snapshot.status === 'done' ? [] : waiting, isLast)
  }

  /** Whether the question that was asked is gone, so that a state asks what is missing now. */
  get asksAnew(): boolean {
    // A machine that has just begun, or goes on by itself, is never found there.
    return positionOf(this.snapshot.value).substate === 'spoken'
  }

  /** Lets a state ask what is missing now, where the question that was asked is gone; tells whether it did. */
  askAnew(): boolean {
    if (!this.asksAnew) return false
    this.actor.send(outsideEvent('flow.spoken'))
    return true
  }

  /** Lets the timer fire that is due, though the system's own has not told yet. */
  fireTimer(): void {
    this.snapshot.children['timeout']?.send(TIME_IS_UP)
  }

  stop(): void {
    this.#isStopped = true
    this.actor.stop()
  }

  /**
   * Ends the work of a stopped session. Its callers were told the reason before it was stopped.
   *
   * @throws {ConversationClosedError} when the session is stopped
   */
  assertRunning(): void {
    if (this.#isStopped) throw refusalOf(this.committer.id, { by: 'opener' })
  }
}

export type SessionOptions = Pick<
  CommonOpenOptions<object>,
  'data' | 'inspect' | 'renamedStates' | 'migrate' | 'redact' | 'keepRevisions' | 'onProblem' | 'clock' | 'newId'
>

interface LoadFacts {
  /** Whether the conversation was open before. */
  readonly isReloaded?: boolean
  readonly answers?: HeardAnswers | undefined
  readonly lease?: CommitLease | undefined
}

/**
 * Loads the conversation of that id, or prepares a new one. The actor is not started.
 *
 * @throws {FlowDriftError} when the stored conversation does not fit the flow
 * @throws {InvalidRecordError} when what is stored is no conversation
 */
export async function loadSession(
  { machine, meta }: PreparedMachine,
  store: ConversationStore,
  id: string,
  options: SessionOptions,
  { isReloaded = false, answers, lease }: LoadFacts = {},
): Promise<Session> {
  const loaded = await store.load(id, { messages: { last: meta.maxMessages } })
  const restored = loaded && (await restoreConversation(machine, loaded, options))
  const { data, inspect, redact, keepRevisions, onProblem } = options
  const sources = timeAndIds(options)
  const report = totalReport(onProblem)
  if (!isReloaded) for (const message of restored?.dropped ?? []) report({ type: 'event', message })
  const parts = {
    ...(inspect === undefined ? {} : { inspect: totalInspector(inspect, report) }),
    ...(options.clock === undefined ? {} : { clock: clockTelling(sources.clock) }),
  }
  const actor =
    restored === undefined
      ? createActor(machine, { ...parts, input: { conversationId: id, ...(data === undefined ? {} : { data }) } })
      : createActor(machine, { ...parts, snapshot: restored.snapshot as never })
  const retention = keepRevisions === undefined ? undefined : new Retention(keepRevisions, report)
  const committer = new Committer(store, id, {
    flow: meta.flow,
    last: loaded?.record,
    redact,
    retention,
    lease,
    timeAndIds: sources,
  })
  if (loaded !== undefined) committer.messages.restore(loaded.messages, phaseOf(actor.getSnapshot()) === 'failed')
  const enqueued = loaded?.enqueued ?? []
  committer.takeIn(enqueued)
  return new Session({
    actor,
    committer,
    pending: withEnqueued(restored?.pending ?? [], enqueued),
    isNew: restored === undefined,
    isReloaded,
    answers,
  })
}

/** Returns what waits, in the order in which it came as far as that is known. */
function withEnqueued(pending: readonly PendingInput[], enqueued: readonly PendingInput[]): readonly PendingInput[] {
  const known = new Set(pending.map(({ id }) => id))
  return [...pending, ...enqueued.filter(({ id }) => !known.has(id))]
}

/** Makes the `inspect` option total: XState calls it in the middle of a step, which one that throws would break off. */
function totalInspector(inspect: NonNullable<SessionOptions['inspect']>, report: ReportProblem): NonNullable<SessionOptions['inspect']> {
  const next = typeof inspect === 'function' ? inspect : inspect.next?.bind(inspect)
  return next === undefined ? inspect : totalListener('inspect', next, report)
}
