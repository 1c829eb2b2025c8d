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
import { COMMANDS } from './commands.js'
import type { ConversationHost, FollowRequest, HostMessage, PlacedMessage, SeenRevision, TurnRun } from './conversation-host.js'
import { FollowedRuns } from './followed-runs.js'
import { HeldConversation } from './held-conversation.js'
import { type HostOptions, keepOpenOf, openOptionsOf } from './host-options.js'
import { KeptConversations } from './kept-conversations.js'
import { storedIn } from './mirror.js'
import { readHistory } from './read-history.js'

/** How many messages a view has, unless another number is asked for. */
const VIEW_MESSAGES = 50

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
  readonly #runs: FollowedRuns
  readonly #kept: KeptConversations
  /** Removals that are not over: what comes meanwhile waits for them. */
  readonly #removing = new Map<string, Promise<void>>()

  constructor(options: HostOptions) {
    this.#open = openOptionsOf(options)
    this.#relay = options.relay
    this.#report = totalReport(options.onProblem)
    this.#kept = new KeptConversations(keepOpenOf(options))
    const { store } = this.#open
    this.#runs = new FollowedRuns({
      isThere: async (id) => (await store.load(id, { messages: { last: 0 } })) !== undefined,
      read: (id) => this.read(id),
      stored: (id) => storedIn(store, id),
      relay: this.#relay,
      onProblem: this.#report,
    })
  }

  async read(
    id: string,
    { messages = { last: VIEW_MESSAGES } }: Parameters<ConversationHost['read']>[1] = {},
  ): Promise<ConversationView | undefined> {
    const view = await readMachine({ ...this.#open, id, messages })
    return view && { ...view, running: view.running || this.#runs.channels.get(id)?.running !== undefined }
  }

  async history(
    id: string,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Promise<readonly PlacedMessage[] | undefined> {
    return await readHistory(this.#open.store, id, { before, limit })
  }

  begin(id: string, { data }: { readonly data?: ConversationData } = {}): TurnRun {
    return this.#command(id, { begins: true, data, run: ({ handle }) => COMMANDS.begin(handle, {}) })
  }

  /** Runs what was left or is overdue in a conversation, and begins none. */
  resume(id: string): TurnRun {
    return this.#command(id, { run: ({ handle }) => COMMANDS.begin(handle, {}) })
  }

  send(id: string, message: HostMessage): TurnRun {
    return this.#command(id, { messageId: message.id, run: ({ handle }) => COMMANDS.send(handle, message) })
  }

  notify(id: string, type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id'>): TurnRun {
    const input = { type, ...(payload === undefined ? {} : { payload }), ...options }
    return this.#command(id, { run: ({ handle }) => COMMANDS.notify(handle, input) })
  }

  say(id: string, text: string, options?: Parameters<Conversation['say']>[1]): TurnRun {
    return this.#command(id, { run: ({ handle }) => COMMANDS.say(handle, { text, ...options }) })
  }

  retry(id: string, seen: SeenRevision = {}): TurnRun {
    return this.#command(id, { run: ({ handle }) => COMMANDS.retry(handle, seen) })
  }

  cancel(id: string, seen: SeenRevision = {}): TurnRun {
    return this.#command(id, { run: ({ handle }) => COMMANDS.cancel(handle, seen) })
  }

  rewind(id: string, turn: number, seen: SeenRevision = {}): TurnRun {
    return this.#command(id, { run: ({ handle }) => COMMANDS.rewind(handle, { ...seen, turn }) })
  }

  rewindAndSend(id: string, turn: number, { id: messageId, text }: Pick<HostMessage, 'id' | 'text'>, seen: SeenRevision = {}): TurnRun {
    const input = { ...seen, turn, id: messageId, text }
    return this.#command(id, { messageId, run: ({ handle }) => COMMANDS.rewindAndSend(handle, input) })
  }

  async interrupt(id: string): Promise<boolean> {
    const held = this.#runs.channels.get(id)?.running?.isOwn ? this.#kept.peek(id) : undefined
    if (held !== undefined) return await held.handle.interrupt()
    const reply = await this.#relay?.read(id)
    return reply !== undefined && (await this.#relay?.signal(id, reply.attempt, 'interrupt')) === true
  }

  follow(id: string, request: FollowRequest = {}): AsyncGenerator<HostEvent, void, undefined> {
    return this.#runs.follow(id, request)
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
    const { channel, release } = this.#runs.channels.use(id)
    try {
      channel.isBeingRemoved = true
      // Whoever closes may leave messages in the store, so that comes first. A turn that runs is given up: nobody will have its reply.
      await this.#kept.close(id)
      await this.#open.store.remove(id)
      this.#runs.channels.remove(id)
    } finally {
      channel.isBeingRemoved = false
      release()
    }
    await this.#relay?.remove(id).catch((error: unknown) => this.#problem(error))
  }

  async drain({ milliseconds }: { readonly milliseconds?: number } = {}): Promise<void> {
    await this.#runs.drain(milliseconds)
    await this.#kept.closeAll()
  }

  #command(id: string, command: Command): TurnRun {
    return this.#runs.run(id, (channel) => this.#perform(channel, command))
  }

  async #perform(channel: Channel, command: Command): Promise<HostOutcome> {
    const { id } = channel
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

  #hold(id: string, { data, begins = false }: Command): HeldConversation {
    const { channel, release } = this.#runs.channels.use(id)
    const report = { channel, relay: this.#relay, redact: this.#open.redact, onProblem: this.#report }
    const options = { ...this.#open, id, onlyStored: !begins, ...(data === undefined ? {} : { data }) }
    return new HeldConversation(options, report, release)
  }

  #problem(error: unknown): void {
    this.#report({ type: 'follow', message: 'What is relayed of a conversation could not be removed.', error })
  }
}
