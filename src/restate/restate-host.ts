import type { ReportProblem } from '../conditions/evaluation.js'
import type { Conversation, SendOptions } from '../conversation/api/conversation.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import type { JsonValue } from '../diagnostics/json.js'
import { totalReport } from '../machine/total-listener.js'
import type { HostEvent, HostOutcome } from '../server/host/channel.js'
import type { CommandInputs, CommandName } from '../server/host/commands.js'
import type {
  ConversationHost,
  FollowRequest,
  HostMessage,
  PlacedMessage,
  SeenRevision,
  TurnRun,
} from '../server/host/conversation-host.js'
import { FollowedRuns } from '../server/host/followed-runs.js'
import type { ReplyRelay } from '../server/relay/reply-relay.js'
import { DEFAULT_NAME } from './conversation-object.js'
import { Ingress, type IngressOptions } from './ingress.js'

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
  readonly #runs: FollowedRuns

  constructor(options: RestateHostOptions) {
    this.#ingress = new Ingress(options, options.name ?? DEFAULT_NAME)
    this.#relay = options.relay
    this.#runs = new FollowedRuns({
      isThere: async (id) => (await this.#head(id)) !== undefined,
      read: (id) => this.read(id),
      stored: (id) => ({ head: () => this.#head(id), messages: async () => (await this.read(id))?.messages ?? [] }),
      relay: options.relay,
      onProblem: totalReport(options.onProblem),
    })
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

  follow(id: string, request: FollowRequest = {}): AsyncGenerator<HostEvent, void, undefined> {
    return this.#runs.follow(id, request)
  }

  async remove(id: string): Promise<void> {
    await this.#ingress.call(id, 'remove', {})
    this.#runs.channels.remove(id)
  }

  async drain({ milliseconds }: { readonly milliseconds?: number } = {}): Promise<void> {
    await this.#runs.drain(milliseconds)
  }

  /** Has the object run a command. It goes on there whether or not anybody looks. */
  #command<Name extends CommandName>(
    id: string,
    name: Name,
    input: CommandInputs[Name],
    { key, before }: { readonly key?: string | undefined; readonly before?: Promise<unknown> | undefined } = {},
  ): TurnRun {
    return this.#runs.run(id, async () => {
      await before
      return await this.#ingress.call<HostOutcome>(id, name, input, key)
    })
  }

  async #head(id: string): Promise<string | undefined> {
    return (await this.#ingress.call<string | null>(id, 'head', {})) ?? undefined
  }
}
