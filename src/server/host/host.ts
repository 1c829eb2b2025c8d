import type { ConversationData } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { Conversation, SendOptions, Turn } from '../../conversation/api/conversation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { ConversationClosedError } from '../../conversation/api/errors.js'
import type { OpenMachineOptions } from '../../conversation/api/open-options.js'
import { readMachine } from '../../conversation/handle/read-machine.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { totalReport } from '../../machine/total-listener.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import { ProblemError } from '../protocol/problem.js'
import type { ReplyRelay } from '../relay/reply-relay.js'
import type { Channel, HostEvent, HostOutcome } from './channel.js'
import { Channels } from './channels.js'
import type { ConversationHost, FollowRequest, HostMessage, PlacedMessage, SeenRevision, TurnRun } from './conversation-host.js'
import { follow, followTurn } from './follow.js'
import { HeldConversation } from './held-conversation.js'
import { type HostOptions, keepOpenOf, openOptionsOf } from './host-options.js'
import { KeptConversations } from './kept-conversations.js'
import { mirror, storedIn } from './mirror.js'
import { newestTurn } from './newest-turn.js'
import { readHistory } from './read-history.js'
import { assertSeen } from './seen-revision.js'

/** How many messages a view has, unless another number is asked for. */
const VIEW_MESSAGES = 50
const DRAIN_MILLISECONDS = 25_000

interface Command {
  /** The message that it sends; the run of any other command is the one that runs when it is over. */
  readonly messageId?: string
  readonly data?: ConversationData | undefined
  /** Whether a conversation that is not there is begun. */
  readonly begins?: boolean
  readonly run: (held: HeldConversation) => Promise<Turn>
}

export class Host implements ConversationHost {
  readonly #open: OpenMachineOptions & { readonly store: ConversationStore }
  readonly #relay: ReplyRelay | undefined
  readonly #report: ReportProblem
  readonly #channels = new Channels()
  readonly #kept: KeptConversations
  readonly #running = new Set<Promise<unknown>>()
  /** Removals that are not over: what comes meanwhile waits for them. */
  readonly #removing = new Map<string, Promise<void>>()
  #isDraining = false

  constructor(options: HostOptions) {
    this.#open = openOptionsOf(options)
    this.#relay = options.relay
    this.#report = totalReport(options.onProblem)
    this.#kept = new KeptConversations(keepOpenOf(options))
  }

  async read(
    id: string,
    { messages = { last: VIEW_MESSAGES } }: Parameters<ConversationHost['read']>[1] = {},
  ): Promise<ConversationView | undefined> {
    const view = await readMachine({ ...this.#open, id, messages })
    return view && { ...view, running: view.running || this.#channels.get(id)?.running !== undefined }
  }

  async history(
    id: string,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Promise<readonly PlacedMessage[] | undefined> {
    return await readHistory(this.#open.store, id, { before, limit })
  }

  begin(id: string, { data }: { readonly data?: ConversationData } = {}): TurnRun {
    return this.#command(id, { begins: true, data, run: async ({ handle }) => newestTurn(handle.view) })
  }

  /** Runs what was left or is overdue in a conversation, and begins none. */
  resume(id: string): TurnRun {
    return this.#command(id, { run: async ({ handle }) => newestTurn(handle.view) })
  }

  send(id: string, { id: messageId, text, interrupt = false }: HostMessage): TurnRun {
    return this.#command(id, { messageId, run: ({ handle }) => handle.send(text, { id: messageId, interrupt }) })
  }

  notify(id: string, type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id'>): TurnRun {
    return this.#command(id, { run: ({ handle }) => handle.notify(type, payload, options) })
  }

  say(id: string, text: string, options?: Parameters<Conversation['say']>[1]): TurnRun {
    return this.#command(id, { run: ({ handle }) => handle.say(text, options) })
  }

  retry(id: string, options: SeenRevision = {}): TurnRun {
    return this.#command(id, {
      run: ({ handle }) => {
        assertSeen(handle.view, options)
        return handle.retry()
      },
    })
  }

  cancel(id: string, options: SeenRevision = {}): TurnRun {
    return this.#command(id, {
      run: async ({ handle }) => {
        // A turn that runs has stored that its message waits: whoever cuts it off has seen what was before.
        if (handle.view.status !== 'busy') assertSeen(handle.view, options)
        await handle.cancel()
        return newestTurn(handle.view)
      },
    })
  }

  rewind(id: string, turn: number, options: SeenRevision = {}): TurnRun {
    return this.#command(id, {
      run: async ({ handle }) => {
        assertSeen(handle.view, options)
        await handle.rewind(turn)
        return newestTurn(handle.view)
      },
    })
  }

  rewindAndSend(id: string, turn: number, { id: messageId, text }: Pick<HostMessage, 'id' | 'text'>, options: SeenRevision = {}): TurnRun {
    return this.#command(id, {
      messageId,
      run: ({ handle }) => {
        assertSeen(handle.view, options)
        return handle.rewindAndSend(turn, text, messageId)
      },
    })
  }

  async interrupt(id: string): Promise<boolean> {
    const held = this.#channels.get(id)?.running?.isOwn ? this.#kept.peek(id) : undefined
    if (held !== undefined) return await held.handle.interrupt()
    const reply = await this.#relay?.read(id)
    return reply !== undefined && (await this.#relay?.signal(id, reply.attempt, 'interrupt')) === true
  }

  async *follow(id: string, { after, until, signal }: FollowRequest = {}): AsyncGenerator<HostEvent, void, undefined> {
    await this.#assertThere(id)
    const { channel, release } = this.#channels.use(id)
    try {
      await this.#watch(channel)
      yield* follow(channel, { after, signal, untilSettled: until === 'settled', read: () => this.#viewOf(channel) })
    } finally {
      channel.followers -= 1
      release()
    }
  }

  async remove(id: string): Promise<void> {
    const removed = this.#remove(id, this.#removing.get(id))
    this.#removing.set(id, removed)
    try {
      await removed
    } finally {
      if (this.#removing.get(id) === removed) this.#removing.delete(id)
    }
  }

  async #remove(id: string, earlier: Promise<void> | undefined): Promise<void> {
    await earlier?.catch(() => undefined)
    const { channel, release } = this.#channels.use(id)
    try {
      channel.isBeingRemoved = true
      // Whoever closes may leave messages in the store, so that comes first. A turn that runs is given up: nobody will have its reply.
      await this.#kept.close(id)
      await this.#open.store.remove(id)
      this.#channels.remove(id)
    } finally {
      channel.isBeingRemoved = false
      release()
    }
    await this.#relay?.remove(id).catch((error: unknown) => this.#problem(error))
  }

  async drain({ milliseconds = DRAIN_MILLISECONDS }: { readonly milliseconds?: number } = {}): Promise<void> {
    this.#isDraining = true
    let timer: NodeJS.Timeout | undefined
    const timeIsUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    })
    await Promise.race([Promise.allSettled(this.#running), timeIsUp])
    clearTimeout(timer)
    this.#channels.endAll()
    await this.#kept.closeAll()
  }

  /** Runs a command. It goes on whether or not anybody looks at its run. */
  #command(id: string, command: Command): TurnRun {
    const { channel, release } = this.#channels.use(id)
    const first = channel.running?.number ?? channel.nextNumber
    const outcome = this.#perform(channel, command).finally(() => {
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

  async #perform(channel: Channel, command: Command): Promise<HostOutcome> {
    const { id } = channel
    if (this.#isDraining) throw new ProblemError('draining', { retryAfter: 1 })
    await this.#removing.get(id)?.catch(() => undefined)
    await this.#freshen(id, command)
    return await this.#kept
      .use(
        id,
        () => this.#hold(id, command),
        (held) => this.#performHeld(held, channel, command),
      )
      .catch((error: unknown) => {
        throw ConversationClosedError.isInstance(error) && (channel.isRemoved || channel.isBeingRemoved)
          ? new ProblemError('conversation-removed')
          : error
      })
  }

  async #performHeld(held: HeldConversation, channel: Channel, { messageId, run }: Command): Promise<HostOutcome> {
    held.commands += 1
    try {
      const turn = await run(held)
      const view = await this.read(channel.id)
      if (view === undefined) throw new ProblemError('conversation-removed')
      const outcome = { turn, view: { ...view, running: false } }
      if (messageId === undefined) held.reporter.endAtRest(outcome)
      else held.reporter.endOf(messageId, outcome)
      return outcome
    } catch (error) {
      held.reporter.endAtRest()
      throw error
    } finally {
      held.commands -= 1
    }
  }

  /** Has a conversation that is kept open go on from what is stored now, and refuses what is for one that is not there. */
  async #freshen(id: string, { begins = false }: Command): Promise<void> {
    const record = (await this.#open.store.load(id, { messages: { last: 0 } }))?.record
    if (record === undefined && !begins) {
      this.#kept.drop(id)
      throw new ProblemError('no-conversation')
    }
    const kept = this.#kept.peek(id)
    if (kept === undefined) return
    const { revision, status, running } = kept.handle.view
    if (status === 'closed' || status === 'broken' || (!running && revision !== (record?.revision ?? 0))) this.#kept.drop(id)
  }

  async #assertThere(id: string): Promise<void> {
    if (this.#isDraining) throw new ProblemError('draining', { retryAfter: 1 })
    if ((await this.#open.store.load(id, { messages: { last: 0 } })) === undefined) throw new ProblemError('no-conversation')
  }

  #hold(id: string, { data, begins = false }: Command): HeldConversation {
    const { channel, release } = this.#channels.use(id)
    const report = { channel, relay: this.#relay, redact: this.#open.redact, onProblem: this.#report }
    const options = { ...this.#open, id, onlyStored: !begins, ...(data === undefined ? {} : { data }) }
    return new HeldConversation(options, report, release)
  }

  /** Counts one more follower, and looks for what other processes do. */
  async #watch(channel: Channel): Promise<void> {
    channel.followers += 1
    channel.looked ??= new Promise((resolve) => {
      const stored = storedIn(this.#open.store, channel.id)
      const looking = mirror(channel, { stored, relay: this.#relay, onProblem: this.#report, onLooked: resolve })
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
    if (channel.view?.version !== version) channel.view = { version, read: this.read(channel.id) }
    return channel.view.read
  }

  #problem(error: unknown): void {
    this.#report({ type: 'follow', message: 'What is relayed of a conversation could not be removed.', error })
  }
}
