import type { ConversationMachine } from '../../machine/index.js'
import { totalListener, totalReport } from '../../machine/total-listener.js'
import type { OpenMachineOptions } from '../api/open-options.js'
import { ConversationOpener } from './conversation-opener.js'
import type { LiveConversation } from './live-conversation.js'

type Wishes = Pick<OpenMachineOptions, 'onDelta' | 'signal' | 'onProblem'>

/** Follows an opening from its beginning on. */
export interface OpeningFollower {
  /** Called when it begins to wait for an opening; again when it waits for another one. */
  joined(opening: Opening): void
  /** Called when what is stored was loaded, before anything is said; again when another writer was first. */
  loaded(live: LiveConversation): void
}

/** The opening of a conversation that may have several openers in this process. The first one begins it, and all of them wait for it. */
export class Opening {
  readonly machine: ConversationMachine
  readonly #result: Promise<LiveConversation>
  readonly #listeners = new Set<(delta: string) => void>()
  readonly #followers = new Set<OpeningFollower>()
  #live: LiveConversation | undefined
  #openers = 0
  readonly #forget: () => void
  #isGivenUp = false

  /** @param forget is called when there will be no conversation: the opening has failed, or was given up */
  constructor(machine: ConversationMachine, run: (opening: Opening) => Promise<LiveConversation>, forget: () => void) {
    this.machine = machine
    this.#result = run(this)
    this.#forget = forget
    this.#result.catch(forget)
  }

  /** Whether nobody waits any more. */
  get isGivenUp(): boolean {
    return this.#isGivenUp
  }

  /** Takes in the conversation that is being opened, before it says anything, and hears it until the opening is over. */
  watch(live: LiveConversation): void {
    this.#live = live
    for (const follower of this.#followers) follower.loaded(live)
    const stop = live.life.listeners.add((actor) =>
      actor.on('reply.delta', ({ delta }) => {
        for (const listener of this.#listeners) listener(delta)
      }),
    )
    this.#result.then(stop, stop)
  }

  /** Resolves with whether the conversation is open, when the opening is over. */
  async isOpen(): Promise<boolean> {
    const live = await this.#result.catch(ignore)
    await live?.life.written
    return live !== undefined && !live.life.isClosed
  }

  /**
   * Waits for the opening, for one more opener.
   *
   * @returns undefined when the conversation was closed meanwhile
   * @throws the signal's reason when this opener gives it up; the opening goes on while others wait for it
   */
  async join({ onDelta, signal, onProblem }: Wishes, follower?: OpeningFollower): Promise<ConversationOpener | undefined> {
    if (this.#isGivenUp) {
      await this.isOpen()
      return undefined
    }
    this.#openers += 1
    if (follower !== undefined) this.#lead(follower)
    const stop = this.#hear(onDelta && totalListener('onDelta', onDelta, totalReport(onProblem)))
    try {
      const live = await orAborted(this.#result, signal)
      if (live.life.isClosed) {
        await live.life.written
        return undefined
      }
      live.join()
      const opener = new ConversationOpener(live)
      await live.life.recover().catch(async (error: unknown) => {
        await opener.close()
        throw error
      })
      return opener
    } catch (error) {
      if (signal?.aborted && this.#openers === 1) this.#giveUp()
      throw error
    } finally {
      stop()
      if (follower !== undefined) this.#followers.delete(follower)
      this.#openers -= 1
    }
  }

  #lead(follower: OpeningFollower): void {
    this.#followers.add(follower)
    follower.joined(this)
    if (this.#live !== undefined) follower.loaded(this.#live)
  }

  #giveUp(): void {
    this.#isGivenUp = true
    // What has nothing to write stands in nobody's way.
    if (this.#live === undefined) this.#forget()
    else this.#live.life.close()
  }

  /** What was said of the reply by now comes first. */
  #hear(onDelta: Wishes['onDelta']): () => void {
    if (onDelta === undefined) return ignore
    const said = this.#live?.life.session.snapshot.context.partialReply ?? ''
    if (said !== '') onDelta(said)
    const listener = (delta: string) => onDelta(delta)
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** Waits for a promise, or for the signal. */
export async function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return await promise
  let stop: () => void = ignore
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    stop = () => signal.removeEventListener('abort', abort)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stop()
  }
}

const ignore = (): undefined => undefined
