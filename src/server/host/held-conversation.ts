import type { LocalConversationHandle } from '../../conversation/api/conversation-handle.js'
import type { OpenMachineOptions } from '../../conversation/api/open-options.js'
import { createMachineConversation } from '../../conversation/handle/create-handle.js'
import { type ReportOptions, RunReporter } from './run-reporter.js'

/** A conversation that a host has open, whose runs are told to followers. */
export class HeldConversation {
  readonly handle: LocalConversationHandle
  /** Commands that run: whoever gave them ends their runs. */
  commands = 0
  readonly #reporter: RunReporter
  readonly #onClosed: () => void

  /** @param onClosed is called when it is closed again, or could not be opened */
  constructor(options: OpenMachineOptions, report: Omit<ReportOptions, 'onInterrupt' | 'view'>, onClosed: () => void) {
    const handle = createMachineConversation(options)
    this.handle = handle
    this.#onClosed = onClosed
    this.#reporter = new RunReporter({
      ...report,
      view: () => handle.view,
      onInterrupt: () => void handle.interrupt().catch(() => undefined),
    })
    for (const type of ['message.added', 'state.entered', 'reply.delta', 'assistant.message'] as const) {
      handle.on(type, (event) => this.#reporter.hear(event))
    }
    handle.subscribe(() => this.#endUnasked())
  }

  get reporter(): RunReporter {
    return this.#reporter
  }

  /** Whether it could not be opened, or is closed again. */
  get isOver(): boolean {
    const { handle } = this
    return handle.view.status !== 'opening' && handle.conversation === undefined
  }

  /** Opens it; the turns of messages that were pending are over then. */
  async open(): Promise<void> {
    try {
      await this.handle.open()
      // What ran in the opening is stored, and nobody asked for it.
      this.#reporter.endAtRest()
    } catch (error) {
      this.#reporter.endAtRest()
      this.#onClosed()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.handle.close()
    this.#reporter.endAtRest()
    this.#onClosed()
  }

  /** Ends the run of a timer when what came of it is stored. */
  #endUnasked(): void {
    if (this.commands === 0 && this.handle.view.revision > this.#reporter.revision) this.#reporter.endAtRest()
  }
}
