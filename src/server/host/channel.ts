import type { Turn } from '../../conversation/api/conversation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { ServerEvent, TurnEvent, TurnOutcome } from '../protocol/events.js'

/** Tells a follower of a host what happens, with views and turns as they are. */
export type HostEvent = ServerEvent<Turn, ConversationView>

/** Holds what a turn came to, with the turn and the view as they are. */
export type HostOutcome = TurnOutcome<Turn, ConversationView>

/** A turn that runs or ran, here or in another process, and what it has told. */
export interface Run {
  /** Counts the runs of a channel from 1. */
  readonly number: number
  readonly attempt: string
  /** Whether it runs in this process. */
  readonly isOwn: boolean
  readonly events: TurnEvent[]
  isOver: boolean
  /** What it came to; undefined where that is not known here. */
  outcome: HostOutcome | undefined
}

/** How many runs are kept for followers that are behind. */
const KEPT_RUNS = 8

/**
 * Holds what is known in this process of one conversation's runs, for any number of followers. All of them read the same events, each at its own
 * pace.
 */
export class Channel {
  readonly id: string
  readonly #runs: Run[] = []
  readonly #waiting = new Set<() => void>()
  #count = 0
  #version = 0
  #isEnded = false
  #isRemoved = false
  #lastOwn: string | undefined
  /** Whether the conversation is about to be removed. */
  isBeingRemoved = false
  /** How many wait for something here; without any, and without a run, nobody needs the channel. */
  users = 0
  /** How many follow, so that what other processes do has to be looked for. */
  followers = 0
  /** The newest commit that is known: its revision and who made it. */
  head: string | undefined
  /** Resolves when it was looked once for what other processes do; undefined while nobody looks. */
  looked: Promise<void> | undefined
  /** Where the conversation stands, as it was read at a version. */
  view: { readonly version: number; readonly read: Promise<ConversationView | undefined> } | undefined

  constructor(id: string) {
    this.id = id
  }

  /** Changes with everything that is new. */
  get version(): number {
    return this.#version
  }

  /** The number that the next run will have. */
  get nextNumber(): number {
    return this.#count + 1
  }

  /** Whether nobody is told anything any more. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  get isRemoved(): boolean {
    return this.#isRemoved
  }

  /** The turn that runs. */
  get running(): Run | undefined {
    const newest = this.#runs.at(-1)
    return newest?.isOver === false ? newest : undefined
  }

  /** Tells whether this process ran it, and so knows more of it than anybody else. */
  isOwn(attempt: string): boolean {
    return attempt === this.#lastOwn
  }

  /** Returns the first run that is kept from that number on. */
  runFrom(number: number): Run | undefined {
    return this.#runs.find((run) => run.number >= number)
  }

  find(attempt: string): Run | undefined {
    return this.#runs.find((run) => run.attempt === attempt)
  }

  /** Returns the newest run of a turn, of the runs from that number on. */
  runOf(turn: number, first: number): Run | undefined {
    const isOfTurn = ({ number, events: [begin] }: Run) => number >= first && begin?.type === 'begin' && begin.data.turn === turn
    return this.#runs.findLast(isOfTurn)
  }

  /** Begins a run. One that was running is over: its reply is being made anew. */
  begin(attempt: string, isOwn: boolean): Run {
    const { running } = this
    if (running !== undefined) running.isOver = true
    this.#count += 1
    const run: Run = { number: this.#count, attempt, isOwn, events: [], isOver: false, outcome: undefined }
    this.#runs.push(run)
    if (this.#runs.length > KEPT_RUNS) this.#runs.shift()
    if (isOwn) this.#lastOwn = attempt
    this.#tell()
    return run
  }

  add(run: Run, events: readonly TurnEvent[]): void {
    run.events.push(...events)
    this.#tell()
  }

  end(run: Run, outcome?: HostOutcome): void {
    if (run.isOver && (run.outcome !== undefined || outcome === undefined)) return
    run.isOver = true
    run.outcome = outcome
    this.#tell()
  }

  /** Notes the newest commit. */
  setHead(head: string | undefined): void {
    if (head === this.head) return
    this.head = head
    this.#tell()
  }

  /** Tells followers that the conversation is gone. */
  remove(): void {
    this.#isRemoved = true
    this.#tell()
  }

  /** Lets everybody who follows come to an end. */
  endAll(): void {
    this.#isEnded = true
    this.#tell()
  }

  /** Resolves when the version is not that one any more, the signal aborts, or the time is up. */
  async changed(version: number, signal?: AbortSignal, milliseconds?: number): Promise<void> {
    if (this.#version !== version || signal?.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal?.removeEventListener('abort', done)
        clearTimeout(timer)
        resolve()
      }
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds)
      signal?.addEventListener('abort', done, { once: true })
      this.#waiting.add(done)
    })
  }

  #tell(): void {
    this.#version += 1
    for (const done of [...this.#waiting]) done()
  }
}
