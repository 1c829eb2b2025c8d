import type { ConversationData } from '../../conditions/condition.js'
import type { FlowPart, FlowProblem, PlayFlow } from '../../page/protocol.js'
import { type ConversationHost, ProblemError } from '../../server/index.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import { freshId } from '../chat/fresh-id.js'
import { type Edition, type EditionSettings, loadEdition } from './edition.js'
import { Watchers } from './watchers.js'

/** What a playground is made of. */
export interface PlaygroundSettings extends Omit<EditionSettings, 'onPart' | 'onNotice'> {
  /** The name of the model; null without one. */
  readonly modelName: string | null
  /** The conversation that is opened first; a fresh one when it is undefined. */
  readonly id: string | undefined
  /** What each conversation begins with. */
  readonly data: ConversationData | undefined
  /** Whether a ready flow may be chosen in the page. */
  readonly mayChoose: boolean
  readonly tell: (notice: string) => void
}

/** The flow that is played now, its conversations, and the pages that watch it. */
export class Playground {
  readonly settings: PlaygroundSettings
  readonly watchers = new Watchers()
  #edition: Edition | undefined
  #problem: FlowProblem | null = null
  #editions = 0
  #id = ''
  /** What conversations begin with that play a path. */
  readonly #beginnings = new Map<string, ConversationData>()

  constructor(settings: PlaygroundSettings) {
    this.settings = settings
  }

  get store(): ConversationStore {
    return this.settings.store
  }

  get edition(): Edition | undefined {
    return this.#edition
  }

  get problem(): FlowProblem | null {
    return this.#problem
  }

  /** Returns what runs the conversations. */
  host(): ConversationHost {
    if (this.#edition === undefined) throw new ProblemError('no-conversation')
    return this.#edition.host
  }

  /**
   * Plays a flow, in the place of the one that was played.
   *
   * @throws {TalkchartError} when it can not be loaded; the one before goes on
   */
  async play(reference: string): Promise<void> {
    const edition = await this.#load(reference)
    const before = this.#edition
    if (before === undefined || before.facts.name !== edition.facts.name)
      this.#id = this.settings.id ?? (await freshId(plainName(edition.facts.name), this.store))
    this.#edition = edition
    this.#problem = null
    this.watchers.tell({ type: 'flow', data: { edition: edition.number } })
    await before?.parts.end()
    // A turn that runs is given up and stays pending: whoever waits for it asks the new host.
    await before?.host.drain({ milliseconds: 0 })
  }

  /** Returns what the page shows of the flow; null while none is played. */
  describe(): PlayFlow | null {
    if (this.#edition === undefined) return null
    const { number, facts, parts } = this.#edition
    const { diagnostics, drawing } = parts
    return { edition: number, ...facts, model: this.settings.modelName, id: this.#id, diagnostics, drawing, problem: this.#problem }
  }

  /** Returns what a conversation begins with. */
  beginningOf(id: string): ConversationData | undefined {
    return this.#beginnings.get(id) ?? this.settings.data
  }

  setBeginning(id: string, data: ConversationData): void {
    this.#beginnings.set(id, data)
  }

  notice(message: string): void {
    this.settings.tell(message)
    this.watchers.tell({ type: 'notice', data: { message } })
  }

  /** Lets the pages go and gives up what runs: it is kept. */
  async end(): Promise<void> {
    this.watchers.end()
    await this.#edition?.parts.end()
    await this.#edition?.host.drain({ milliseconds: 0 })
  }

  async #load(reference: string): Promise<Edition> {
    this.#editions += 1
    return await loadEdition(reference, this.#editions, {
      ...this.settings,
      onNotice: (notice) => this.notice(notice),
      onPart: (edition, part) => this.#tellPart(edition, part),
    })
  }

  #tellPart(edition: number, part: FlowPart): void {
    if (edition === this.#edition?.number) this.watchers.tell({ type: 'part', data: { edition, part } })
  }
}

/** An id stands in URLs, and a name may hold anything. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_:-]+/g, '-')
}
