import { dirname, resolve } from 'node:path'
import type { ConversationData } from '../../conditions/condition.js'
import type { RenamedStates } from '../../conversation/index.js'
import type { FlowPart, FlowProblem, PlayFlow } from '../../page/protocol.js'
import { type ConversationHost, conversationHost, ProblemError } from '../../server/index.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import { freshId } from '../chat/fresh-id.js'
import { forgetImports, importedFrom } from '../load-flow/module-cache.js'
import { type Edition, type EditionSettings, loadEdition } from './edition.js'
import { flowProblem } from './flow-problem.js'
import { FlowWatcher } from './flow-watcher.js'
import { Heard } from './heard.js'
import { ReadyFlowList } from './ready-flow-list.js'
import type { StoredPlace } from './stored-past.js'
import { Watchers } from './watchers.js'

/** What a playground is made of. */
export interface PlaygroundSettings extends Omit<EditionSettings, 'onPart' | 'onNotice'> {
  readonly store: ConversationStore
  /** The name of the model; null without one. */
  readonly modelName: string | null
  /** The conversation that is opened first; a fresh one when it is undefined. */
  readonly id: string | undefined
  /** What each conversation begins with. */
  readonly data: ConversationData | undefined
  /** Whether a ready flow may be chosen in the page. */
  readonly mayChoose: boolean
  readonly tell: (notice: string) => void
  readonly fail: (error: unknown) => void
}

/** How many conversations are looked at for turns that were given up. */
const MOST_USED = 50

/** The flow that is played now, its conversations, and the pages that watch it. */
export class Playground {
  readonly settings: PlaygroundSettings
  readonly watchers = new Watchers()
  readonly heard = new Heard()
  readonly readyFlows: ReadyFlowList
  readonly #files: FlowWatcher
  /** What conversations begin with that play a path. */
  readonly #beginnings = new Map<string, ConversationData>()
  /** The conversations that pages have asked for, the newest last. */
  readonly #used = new Set<string>()
  #edition: Edition | undefined
  #host: ConversationHost | undefined
  #problem: FlowProblem | null = null
  /** What was told of the code of this edition. */
  readonly #blamed = new Set<string>()
  #renamedStates: RenamedStates = {}
  /** Goes on counting when the playground is started again: then, too, what a page knows is of another edition. */
  readonly #began = Date.now()
  #editions = this.#began
  #id = ''
  /** One thing after the other. */
  #order: Promise<unknown> = Promise.resolve()

  constructor(settings: PlaygroundSettings) {
    this.settings = settings
    this.readyFlows = new ReadyFlowList(settings.environment)
    this.#files = new FlowWatcher(
      () => this.#reload(),
      (message) => this.notice(message),
    )
  }

  get store(): ConversationStore {
    return this.settings.store
  }

  get problem(): FlowProblem | null {
    return this.#problem
  }

  /**
   * Returns what is played now.
   *
   * @throws {ProblemError} `no-conversation` while nothing is
   */
  get edition(): Edition {
    if (this.#edition === undefined) throw new ProblemError('no-conversation')
    return this.#edition
  }

  get isPlaying(): boolean {
    return this.#edition !== undefined
  }

  /** Returns what stored conversations have to fit. */
  get place(): StoredPlace {
    return { store: this.store, machine: this.edition.machine, renamedStates: this.#renamedStates }
  }

  /** Returns what runs the conversations. */
  get host(): ConversationHost {
    if (this.#host === undefined) throw new ProblemError('no-conversation')
    return this.#host
  }

  /**
   * Plays a flow, in the place of the one that was played, and goes on with it whenever its file is changed.
   *
   * @throws {TalkchartError} when it can not be loaded; the one before goes on
   */
  async play(reference: string): Promise<void> {
    await this.#inOrder(async () => {
      const edition = await this.#load(reference)
      this.#renamedStates = {}
      this.#id = this.settings.id ?? (await freshId(plainName(edition.facts.name), this.store))
      await this.#goOnWith(edition)
    })
  }

  /** Lets a state of now stand for one that is gone, for every conversation. */
  async rename(state: string, to: string): Promise<void> {
    await this.#inOrder(async () => {
      this.#renamedStates = { ...this.#renamedStates, [state]: to }
      await this.#renewHost()
    })
  }

  /** Returns what the page shows of the flow; null while none is played. */
  describe(): PlayFlow | null {
    if (this.#edition === undefined) return null
    const { number, facts, parts } = this.#edition
    const { paths: _paths, properties: _properties, ...found } = parts.found
    return { began: this.#began, edition: number, ...facts, model: this.settings.modelName, id: this.#id, ...found, problem: this.#problem }
  }

  /** Notes that a page has a conversation open. */
  use(id: string): void {
    this.#used.delete(id)
    this.#used.add(id)
    for (const oldest of this.#used) if (this.#used.size > MOST_USED) this.#used.delete(oldest)
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

  /** Tells of what the code of the flow has thrown and nothing has caught. A timer throws it again and again, and it is told once. */
  blame(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (this.#blamed.has(message)) return
    this.#blamed.add(message)
    this.settings.fail(error)
    this.watchers.tell({ type: 'notice', data: { message } })
  }

  /** Lets the pages go and gives up what runs: it is kept. */
  async end(): Promise<void> {
    this.#files.end()
    this.watchers.end()
    await Promise.all([this.#edition?.parts.end(), this.#host?.drain({ milliseconds: 0 })])
  }

  /** Takes up a file that was changed. What does not run is told, and the version before goes on. */
  async #reload(): Promise<void> {
    await this.#inOrder(async () => {
      const { reference } = this.edition
      const before = this.#filesOf(this.edition)
      forgetImports(before)
      try {
        await this.#goOnWith(await this.#load(reference))
      } catch (error) {
        this.#problem = await flowProblem(error, this.settings.environment.directory)
        this.watchers.tell({ type: 'problem', data: this.#problem })
        // What is imported now may be what is wrong.
        await this.#files.watch([...new Set([...before, ...this.#filesOf(this.edition)])])
      }
    })
  }

  async #load(reference: string): Promise<Edition> {
    this.#editions += 1
    return await loadEdition(reference, this.#editions, {
      ...this.settings,
      onNotice: (notice) => this.notice(notice),
      onPart: (edition, part) => this.#tellPart(edition, part),
    })
  }

  async #goOnWith(edition: Edition): Promise<void> {
    const before = this.#edition
    this.#edition = edition
    const wasWrong = this.#problem !== null
    this.#problem = null
    this.#blamed.clear()
    await this.#files.watch(this.#filesOf(edition))
    await before?.parts.end()
    await this.#renewHost()
    if (wasWrong) this.watchers.tell({ type: 'problem', data: null })
    this.watchers.tell({ type: 'flow', data: { edition: edition.number } })
  }

  /** Makes a new host; the old one drains. A turn that runs is given up, stays pending, and runs again. */
  async #renewHost(): Promise<void> {
    const before = this.#host
    const { machine } = this.edition
    const onProblem = ({ message }: { readonly message: string }) => this.notice(message)
    const host = conversationHost({
      ...{ machine, store: this.store, inspect: this.heard.inspect, renamedStates: this.#renamedStates, onProblem },
    })
    this.#host = host
    await before?.drain({ milliseconds: 0 })
    for (const id of this.#used) {
      // What does not fit is told to the page that has it open.
      const view = await host.read(id, { messages: { last: 0 } }).catch(() => undefined)
      if (view?.status === 'busy') host.begin(id)
    }
  }

  /** The flow's file, what it imports from its folder, and the file of `--prompts`. */
  #filesOf({ loaded: { file } }: Edition): readonly string[] {
    const { options, environment } = this.settings
    const prompts = options.prompts === undefined ? [] : [resolve(environment.directory, options.prompts)]
    const imported = file.format === 'module' ? importedFrom(dirname(file.path)) : []
    return [...new Set([file.path, ...imported, ...prompts])]
  }

  #tellPart(edition: number, part: FlowPart): void {
    if (edition === this.#edition?.number) this.watchers.tell({ type: 'part', data: { edition, part } })
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#order.then(work)
    this.#order = done.catch(() => undefined)
    return done
  }
}

/** An id stands in URLs, and a name may hold anything. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_:-]+/g, '-')
}
