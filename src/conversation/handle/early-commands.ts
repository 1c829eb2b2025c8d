import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import type { ConversationOpener } from '../live/conversation-opener.js'
import type { Opening } from '../live/opening.js'

/** Asks for something of a conversation that is not open yet. */
export interface EarlyCommand {
  /** Who asks; as soon as this one has opened the conversation, the command runs. */
  readonly owner: { readonly opener: ConversationOpener | undefined }
  /** What is sent by it and is to be seen. */
  readonly message: PendingMessage | undefined
  readonly run: (opener: ConversationOpener) => void
  readonly refuse: (error: unknown) => void
}

/** Keeps what is asked for before a conversation is open, in the order in which it will run, whoever asks for it. */
export class EarlyCommands {
  readonly #commands: EarlyCommand[] = []
  readonly #observers = new Set<() => void>()
  #isRunning = false

  get messages(): readonly PendingMessage[] {
    return this.#commands.flatMap(({ message }) => (message === undefined ? [] : [message]))
  }

  /** Calls the listener when other messages wait here. It must not throw. */
  observe(listener: () => void): () => void {
    this.#observers.add(listener)
    return () => void this.#observers.delete(listener)
  }

  has(owner: EarlyCommand['owner']): boolean {
    return this.#commands.some((command) => command.owner === owner)
  }

  add(...commands: readonly EarlyCommand[]): void {
    this.#commands.push(...commands)
    if (commands.length > 0) this.#tell()
  }

  /** Takes out what somebody has asked for: it will not be run here. */
  remove(owner: EarlyCommand['owner']): readonly EarlyCommand[] {
    const removed = this.#commands.filter((command) => command.owner === owner)
    if (removed.length === 0) return removed
    this.#commands.splice(0, this.#commands.length, ...this.#commands.filter((command) => command.owner !== owner))
    this.#tell()
    this.runNext()
    return removed
  }

  /** Runs commands in order, up to the first whose owner has not opened the conversation yet. */
  runNext(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    for (let [first] = this.#commands; first?.owner.opener !== undefined; [first] = this.#commands) {
      first.run(first.owner.opener)
      // Whoever heard of it may have taken it out.
      if (this.#commands[0] === first) this.#commands.shift()
    }
    this.#isRunning = false
    this.#tell()
  }

  #tell(): void {
    for (const observer of [...this.#observers]) observer()
  }
}

const byOpening = new WeakMap<Opening, EarlyCommands>()

/** Returns what waits for an opening. */
export function earlyCommandsOf(opening: Opening): EarlyCommands {
  const known = byOpening.get(opening) ?? new EarlyCommands()
  byOpening.set(opening, known)
  return known
}
