import type { ReportProblem } from '../../conditions/evaluation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { within } from '../http/within.js'
import { ProblemError } from '../protocol/problem.js'
import type { ReplyRelay } from '../relay/reply-relay.js'
import type { Channel, HostEvent, HostOutcome } from './channel.js'
import { Channels } from './channels.js'
import type { FollowRequest, TurnRun } from './conversation-host.js'
import { follow, followTurn } from './follow.js'
import { mirror, type StoredConversation } from './mirror.js'

const DRAIN_MILLISECONDS = 25_000

/** Where a host looks conversations up. */
export interface FollowedPlace {
  readonly isThere: (id: string) => Promise<boolean>
  readonly read: (id: string) => Promise<ConversationView | undefined>
  readonly stored: (id: string) => StoredConversation
  readonly relay: ReplyRelay | undefined
  readonly onProblem: ReportProblem
}

/** Holds what a host runs, and lets others follow it, wherever the conversations are. */
export class FollowedRuns {
  readonly channels = new Channels()
  readonly #place: FollowedPlace
  readonly #running = new Set<Promise<unknown>>()
  #isDraining = false

  constructor(place: FollowedPlace) {
    this.#place = place
  }

  /** Runs something. It goes on whether or not anybody looks at its run. */
  run(id: string, perform: (channel: Channel) => Promise<HostOutcome>): TurnRun {
    const { channel, release } = this.channels.use(id)
    const first = channel.running?.number ?? channel.nextNumber
    const outcome = this.#perform(channel, perform).finally(() => {
      this.#running.delete(outcome)
      release()
    })
    this.#running.add(outcome)
    // Whoever asked may look only at its events.
    outcome.catch(() => undefined)
    const watch = () => this.#watch(channel)
    return {
      outcome,
      async *events({ signal } = {}) {
        await watch()
        try {
          yield* followTurn(channel, { first, outcome, signal })
        } finally {
          channel.followers -= 1
        }
      },
    }
  }

  /**
   * Follows a conversation.
   *
   * @throws {ProblemError} `draining`, `no-conversation`
   */
  async *follow(id: string, { after, until, signal }: FollowRequest): AsyncGenerator<HostEvent, void, undefined> {
    this.#assertServing()
    if (!(await this.#place.isThere(id))) throw new ProblemError('no-conversation')
    const { channel, release } = this.channels.use(id)
    try {
      await this.#watch(channel)
      yield* follow(channel, { after, signal, untilSettled: until === 'settled', read: () => this.#viewOf(channel) })
    } finally {
      channel.followers -= 1
      release()
    }
  }

  /** Takes nothing more, and waits for what runs, so long at most. */
  async drain(milliseconds = DRAIN_MILLISECONDS): Promise<void> {
    this.#isDraining = true
    await within(Promise.allSettled(this.#running), milliseconds)
    this.channels.endAll()
  }

  #assertServing(): void {
    if (this.#isDraining) throw new ProblemError('draining', { retryAfter: 1 })
  }

  async #perform(channel: Channel, perform: (channel: Channel) => Promise<HostOutcome>): Promise<HostOutcome> {
    this.#assertServing()
    return await perform(channel)
  }

  /** Counts one more follower, and looks for what others do. */
  async #watch(channel: Channel): Promise<void> {
    channel.followers += 1
    channel.looked ??= new Promise((resolve) => {
      const { stored, relay, onProblem } = this.#place
      const looking = mirror(channel, { stored: stored(channel.id), relay, onProblem, onLooked: resolve })
      void looking.finally(() => {
        channel.looked = undefined
        resolve()
      })
    })
    await channel.looked
  }

  /** Reads where a conversation stands, once for all who follow it. */
  #viewOf(channel: Channel): Promise<ConversationView | undefined> {
    const { version } = channel
    if (channel.view?.version !== version) channel.view = { version, read: this.#place.read(channel.id) }
    return channel.view.read
  }
}
