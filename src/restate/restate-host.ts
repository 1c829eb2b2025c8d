import type { ReportProblem } from '../conditions/evaluation.js'
import type { Conversation, SendOptions } from '../conversation/api/conversation.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import type { JsonValue } from '../diagnostics/json.js'
import { totalReport } from '../machine/total-listener.js'
import type { Channel, HostEvent, HostOutcome } from '../server/host/channel.js'
import { Channels } from '../server/host/channels.js'
import type {
  ConversationHost,
  FollowRequest,
  HostMessage,
  PlacedMessage,
  SeenRevision,
  TurnRun,
} from '../server/host/conversation-host.js'
import { follow, followTurn } from '../server/host/follow.js'
import { mirror } from '../server/host/mirror.js'
import { ProblemError } from '../server/protocol/problem.js'
import type { ReplyRelay } from '../server/relay/reply-relay.js'
import type { CommandInputs, CommandName } from './commands.js'
import { DEFAULT_NAME } from './conversation-object.js'
import { Ingress, type IngressOptions } from './ingress.js'

const DRAIN_MILLISECONDS = 25_000

/** Says where the conversations are. */
export interface RestateHostOptions extends IngressOptions {
  /** The same relay as that of the object: it tells of turns while they run. */
  readonly relay?: ReplyRelay
  /** Told of what went wrong and stops nothing. `console.error` by default. */
  readonly onProblem?: ReportProblem
}

/**
 * Makes a host of conversations that Restate runs: `conversationHandler` serves it as any other.
 *
 * @throws {TalkchartError} `invalid-options` when the ingress is no URL
 * @example
 * import { restateHost } from 'talkchart/restate'
 * const host = restateHost({ ingress: 'http://127.0.0.1:8080' })
 */
export function restateHost(options: RestateHostOptions): ConversationHost {
  return new RestateHost(options)
}

class RestateHost implements ConversationHost {
  readonly #ingress: Ingress
  readonly #relay: ReplyRelay | undefined
  readonly #report: ReportProblem
  readonly #channels = new Channels()
  readonly #running = new Set<Promise<unknown>>()
  #isDraining = false

  constructor(options: RestateHostOptions) {
    this.#ingress = new Ingress(options, options.name ?? DEFAULT_NAME)
    this.#relay = options.relay
    this.#report = totalReport(options.onProblem)
  }

  async read(id: string, options: Parameters<ConversationHost['read']>[1] = {}): Promise<ConversationView | undefined> {
    const view = await this.#ingress.call<ConversationView | null>(id, 'read', options.messages ?? {})
    if (view === null) return undefined
    return { ...view, running: (await this.#relay?.read(id).catch(() => undefined)) !== undefined }
  }

  async history(id: string, range: { readonly before: number; readonly limit: number }): Promise<readonly PlacedMessage[] | undefined> {
    return (await this.#ingress.call<readonly PlacedMessage[] | null>(id, 'history', range)) ?? undefined
  }

  begin(id: string, options: CommandInputs['begin'] = {}): TurnRun {
    return this.#command(id, 'begin', options)
  }

  send(id: string, { id: messageId, text, interrupt = false }: HostMessage): TurnRun {
    const before = interrupt ? this.interrupt(id).catch(() => false) : undefined
    return this.#command(id, 'send', { id: messageId, text }, { key: messageId, before })
  }

  notify(id: string, type: string, payload?: JsonValue, options: Pick<SendOptions, 'id'> = {}): TurnRun {
    const input = { type, ...(payload === undefined ? {} : { payload }), ...options }
    return this.#command(id, 'notify', input, { key: options.id })
  }

  say(id: string, text: string, options: Parameters<Conversation['say']>[1] = {}): TurnRun {
    return this.#command(id, 'say', { text, ...options }, { key: options.id })
  }

  retry(id: string, options: SeenRevision = {}): TurnRun {
    return this.#command(id, 'retry', options)
  }

  cancel(id: string, options: SeenRevision = {}): TurnRun {
    return this.#command(id, 'cancel', options)
  }

  rewind(id: string, turn: number, options: SeenRevision = {}): TurnRun {
    return this.#command(id, 'rewind', { turn, ...options })
  }

  rewindAndSend(id: string, turn: number, message: Pick<HostMessage, 'id' | 'text'>, options: SeenRevision = {}): TurnRun {
    return this.#command(id, 'rewindAndSend', { turn, ...message, ...options }, { key: message.id })
  }

  async interrupt(id: string): Promise<boolean> {
    return await this.#ingress.call<boolean>(id, 'interrupt', {})
  }

  async *follow(id: string, { after, until, signal }: FollowRequest = {}): AsyncGenerator<HostEvent, void, undefined> {
    if (this.#isDraining) throw new ProblemError('draining', { retryAfter: 1 })
    if ((await this.#head(id)) === undefined) throw new ProblemError('no-conversation')
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
    await this.#ingress.call(id, 'remove', {})
    this.#channels.remove(id)
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
  }

  /** Has the object run a command. It goes on there whether or not anybody looks. */
  #command<Name extends CommandName>(
    id: string,
    name: Name,
    input: CommandInputs[Name],
    { key, before }: { readonly key?: string | undefined; readonly before?: Promise<unknown> | undefined } = {},
  ): TurnRun {
    const { channel, release } = this.#channels.use(id)
    const first = channel.running?.number ?? channel.nextNumber
    const outcome = this.#call(id, name, input, { key, before }).finally(() => {
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

  async #call(
    id: string,
    name: CommandName,
    input: object,
    { key, before }: { readonly key: string | undefined; readonly before: Promise<unknown> | undefined },
  ): Promise<HostOutcome> {
    if (this.#isDraining) throw new ProblemError('draining', { retryAfter: 1 })
    await before
    return await this.#ingress.call<HostOutcome>(id, name, input, key)
  }

  async #head(id: string): Promise<string | undefined> {
    return (await this.#ingress.call<string | null>(id, 'head', {})) ?? undefined
  }

  /** Counts one more follower, and looks for what the object does. */
  async #watch(channel: Channel): Promise<void> {
    channel.followers += 1
    channel.looked ??= new Promise((resolve) => {
      const stored = { head: () => this.#head(channel.id), messages: async () => (await this.read(channel.id))?.messages ?? [] }
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
}
