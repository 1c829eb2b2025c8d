import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { ConversationRemovedError } from '../../conversation/api/errors.js'
import { eventId, type RunPosition } from '../protocol/events.js'
import type { Channel, HostEvent, HostOutcome, Run } from './channel.js'
import { endElsewhere } from './untold.js'

/** Reads where the conversation stands; undefined when there is none. */
type Read = () => Promise<ConversationView | undefined>

/** How a conversation is followed. */
export interface FollowOptions {
  /** What the follower has already. */
  readonly after?: RunPosition | undefined
  /** Ends it when no turn runs and none waits. */
  readonly untilSettled?: boolean
  readonly signal?: AbortSignal | undefined
  readonly read: Read
}

/**
 * Follows a conversation: where it stands, then each run as it happens. A follower that falls behind is told where it stands, and goes on with the
 * oldest run that is still there, so that nothing is kept for it alone.
 *
 * @throws {ConversationRemovedError} when the conversation is removed
 */
export async function* follow(channel: Channel, options: FollowOptions): AsyncGenerator<HostEvent, void, undefined> {
  const { signal, untilSettled } = options
  const follower = new Follower(channel, options)
  while (!signal?.aborted) {
    const { version } = channel
    yield* follower.news()
    if (channel.version !== version || follower.hasNews) continue
    if (follower.isSettled && untilSettled) return
    if (channel.isEnded) return yield { type: 'bye', data: {} }
    await channel.changed(version, signal)
  }
}

/** Tells one follower what it does not know. */
class Follower {
  readonly #channel: Channel
  readonly #read: Read
  readonly #runs: RunReader
  /** The revision and the status that it was told last; empty for one that goes on in the middle of a run. */
  #told: string | undefined
  #isSettled = false
  /** The version of the channel at which it was looked where the conversation stands. */
  #lookedAt = -1

  constructor(channel: Channel, { after, read }: FollowOptions) {
    this.#channel = channel
    this.#read = read
    const known = after && channel.find(after.attempt)
    const first = known?.number ?? channel.running?.number ?? channel.nextNumber
    this.#runs = new RunReader(channel, first, known === undefined ? 0 : (after?.next ?? 0))
    if (known !== undefined) this.#told = ''
  }

  /** Whether there is something that was not told, or not looked at. */
  get hasNews(): boolean {
    return this.#runs.isBehind || (this.#isAtRest && this.#lookedAt !== this.#channel.version)
  }

  /** Whether no turn runs and none waits. */
  get isSettled(): boolean {
    return this.#isSettled && this.#channel.running === undefined
  }

  /** Yields all that is new by now. */
  async *news(): AsyncGenerator<HostEvent, void, undefined> {
    if (this.#told === undefined || this.#isAtRest || this.#runs.hasMissed) yield* this.#snapshot()
    for (const event of this.#runs.news()) {
      if (event.type === 'turn') this.#told = factsOf(event.data.view)
      yield event
    }
  }

  get #isAtRest(): boolean {
    return this.#channel.running === undefined && !this.#runs.isBehind
  }

  /** Tells where the conversation stands, when that is new. */
  async *#snapshot(): AsyncGenerator<HostEvent, void, undefined> {
    this.#lookedAt = this.#channel.version
    const view = this.#channel.isRemoved ? undefined : await this.#read()
    if (view === undefined) throw new ConversationRemovedError(this.#channel.id)
    this.#isSettled = view.status !== 'busy' && !view.running
    const facts = factsOf(view)
    if (facts !== this.#told) yield { type: 'snapshot', data: view }
    this.#told = facts
  }
}

/**
 * Follows what is told until a turn is over that somebody here has asked for. The last event is that turn, or `bye` when the host stops before.
 *
 * @param first the number of the first run that may be the turn's
 * @throws what the outcome rejects with
 */
export async function* followTurn(
  channel: Channel,
  { first, outcome, signal }: { readonly first: number; readonly outcome: Promise<HostOutcome>; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<HostEvent, void, undefined> {
  const reader = new RunReader(channel, first, 0)
  const over = new AbortController()
  const end = () => over.abort()
  outcome.then(end, end)
  signal?.addEventListener('abort', end, { once: true })
  for (;;) {
    const { version } = channel
    const isOver = over.signal.aborted
    yield* reader.pieces()
    if (signal?.aborted) return
    if (isOver) break
    // What came of the turn meanwhile comes first, also where the host stops.
    if (over.signal.aborted) continue
    if (channel.isEnded) return yield { type: 'bye', data: {} }
    await channel.changed(version, over.signal)
  }
  const data = await outcome
  // The reader may have gone on to the next turn.
  const run = channel.runOf(data.turn.turn, first)
  if (run !== undefined) endElsewhere(channel, run, data.turn.replies)
  yield* reader.pieces()
  yield { ...(run === undefined ? {} : { id: eventId(run.attempt, 'end') }), type: 'turn', data }
}

/** Reads the runs of a channel one after the other, and remembers how far it is. */
class RunReader {
  readonly #channel: Channel
  #run: number
  #next: number

  constructor(channel: Channel, run: number, next: number) {
    this.#channel = channel
    this.#run = run
    this.#next = next
  }

  /** Whether a run that was to be read is no longer kept. */
  get hasMissed(): boolean {
    const run = this.#channel.runFrom(this.#run)
    return run !== undefined && run.number !== this.#run
  }

  /** Whether there is something that was not read. */
  get isBehind(): boolean {
    const run = this.#channel.runFrom(this.#run)
    return run !== undefined && (run.isOver || this.#next < run.events.length)
  }

  /** Yields all that is new by now. */
  *news(): Generator<HostEvent, void, undefined> {
    for (let run = this.#channel.runFrom(this.#run); run !== undefined; run = this.#channel.runFrom(this.#run)) {
      if (run.number !== this.#run) this.#next = 0
      this.#run = run.number
      yield* this.#eventsOf(run)
      if (!run.isOver) return
      if (run.outcome !== undefined && this.#next !== Number.POSITIVE_INFINITY) {
        yield { id: eventId(run.attempt, 'end'), type: 'turn', data: run.outcome }
      }
      this.#run = run.number + 1
      this.#next = 0
    }
  }

  /** Yields all that is new by now, but how turns ended. */
  *pieces(): Generator<HostEvent, void, undefined> {
    for (const event of this.news()) if (event.type !== 'turn') yield event
  }

  *#eventsOf(run: Run): Generator<HostEvent, void, undefined> {
    for (; this.#next < run.events.length; this.#next += 1) {
      const event = run.events[this.#next]
      if (event !== undefined) yield { id: eventId(run.attempt, this.#next), ...event }
    }
  }
}

function factsOf({ revision, status }: ConversationView): string {
  return `${revision} ${status}`
}
