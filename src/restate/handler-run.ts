import type { ReportProblem } from '../conditions/evaluation.js'
import type { LocalConversationHandle } from '../conversation/api/conversation-handle.js'
import type { OpenMachineOptions, Redact } from '../conversation/api/open-options.js'
import { createMachineConversation } from '../conversation/handle/create-handle.js'
import { Deferred } from '../conversation/live/job.js'
import { takeIn } from '../diagnostics/copy-json.js'
import type { JsonValue } from '../diagnostics/json.js'
import type { JournaledCall } from '../runtime/actors/journaled-machine.js'
import type { CallOptions } from '../runtime/actors/streaming-call.js'
import { Channel } from '../server/host/channel.js'
import { RunReporter } from '../server/host/run-reporter.js'
import type { ReplyRelay } from '../server/relay/reply-relay.js'
import type { ExclusiveContext } from './restate-sdk.js'

/** What a call came to, as the journal keeps it, and when. */
type CallResult = { readonly at: number } & (
  | { readonly output?: JsonValue }
  | { readonly error: FailedCall }
  /** What was said of a reply that somebody cut off. */
  | { readonly interrupted: string }
)

/** What is kept of the error of a call. */
interface FailedCall {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly status?: number
  readonly retryAfter?: number
  readonly usage?: JsonValue
}

/** How one handler runs. */
export interface RunOptions {
  readonly open: Omit<OpenMachineOptions, 'id'>
  readonly relay: ReplyRelay | undefined
  readonly redact: Redact | undefined
  readonly onProblem: ReportProblem
  /** When the handler was called, as the journal has it. */
  readonly now: number
}

/** The call that is being made. */
interface RunningCall {
  readonly controller: AbortController
  said: string
  isInterrupted: boolean
}

/** Runs a conversation for one handler: the time goes on only by what stands in the journal, and every call is a step of it. */
export class HandlerRun {
  readonly handle: LocalConversationHandle
  readonly reporter: RunReporter
  readonly #context: ExclusiveContext
  readonly #ended = new Deferred<never>()
  #now: number
  #call: RunningCall | undefined

  constructor(context: ExclusiveContext, { open, relay, redact, onProblem, now }: RunOptions) {
    this.#context = context
    this.#now = now
    const id = context.key
    const handle = createMachineConversation({
      ...open,
      id,
      lease: false,
      clock: () => this.#now,
      newId: () => context.rand.uuidv4(),
    })
    this.handle = handle
    this.reporter = new RunReporter({
      channel: new Channel(id),
      relay,
      redact,
      onProblem,
      onInterrupt: () => this.#interrupt(),
      view: () => handle.view,
    })
    for (const type of ['message.added', 'state.entered', 'reply.delta', 'assistant.message'] as const) {
      handle.on(type, (event) => this.reporter.hear(event))
    }
    this.#ended.promise.catch(() => undefined)
  }

  /**
   * Does the work of the handler.
   *
   * @throws what ended the run before: the invocation was cancelled, or goes on elsewhere
   */
  async perform<Result>(work: (handle: LocalConversationHandle) => Promise<Result>): Promise<Result> {
    const { attemptCompletedSignal } = this.#context.request()
    const gone = () => this.end(new Error('This attempt of the invocation is over.'))
    attemptCompletedSignal.addEventListener('abort', gone, { once: true })
    try {
      return await Promise.race([this.#ended.promise, this.handle.open().then(() => work(this.handle))])
    } finally {
      attemptCompletedSignal.removeEventListener('abort', gone)
      await this.handle.close().catch(() => undefined)
    }
  }

  /** Gives the run up: nothing more is called or written. */
  end(reason: unknown): void {
    this.#ended.reject(reason)
    this.#call?.controller.abort(reason)
    void this.handle.close().catch(() => undefined)
    this.reporter.endAtRest()
  }

  /** Makes a call, or takes what came of it from the journal. */
  async call({ name, make }: JournaledCall, { onDelta, signal }: CallOptions): Promise<unknown> {
    const result = await this.#journaled(name, () => this.#make(make, onDelta, signal))
    this.#now = Math.max(this.#now, result.at)
    if ('error' in result) throw Object.assign(new Error(result.error.message), result.error)
    if (!('interrupted' in result)) return result.output
    // In a replay nothing was said yet.
    const said = this.handle.view.reply ?? ''
    if (result.interrupted !== said) onDelta(result.interrupted.slice(said.length))
    await this.handle.interrupt()
    return await new Promise<never>(() => undefined)
  }

  async #journaled(name: string, action: () => Promise<CallResult>): Promise<CallResult> {
    try {
      return await this.#context.run(name, action)
    } catch (error) {
      // No call rejects: the invocation was cancelled.
      this.end(error)
      throw error
    }
  }

  async #make(make: JournaledCall['make'], onDelta: CallOptions['onDelta'], signal: AbortSignal): Promise<CallResult> {
    const call: RunningCall = { controller: new AbortController(), said: '', isInterrupted: false }
    const abort = () => call.controller.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    this.#call = call
    const hear = (delta: string) => {
      if (call.isInterrupted) return
      call.said += delta
      onDelta(delta)
    }
    try {
      const output = await make({ signal: call.controller.signal, onDelta: hear })
      if (call.isInterrupted) return { interrupted: call.said, at: Date.now() }
      return { ...(output === undefined ? {} : { output: takeIn(output, 'the output') }), at: Date.now() }
    } catch (error) {
      if (call.isInterrupted) return { interrupted: call.said, at: Date.now() }
      // What was given up has failed for nobody: it is made again.
      if (call.controller.signal.aborted) throw error
      return { error: failedCall(error), at: Date.now() }
    } finally {
      this.#call = undefined
      signal.removeEventListener('abort', abort)
    }
  }

  /** Cuts off the reply that is being made. That it was is a step of the journal too. */
  #interrupt(): void {
    const call = this.#call
    if (call === undefined || this.handle.view.reply === undefined) return
    call.isInterrupted = true
    call.controller.abort(new Error('The reply was cut off.'))
  }
}

function failedCall(error: unknown): FailedCall {
  const read = (name: string): unknown => Reflect.get(Object(error), name)
  const text = (name: string) => (typeof read(name) === 'string' ? { [name]: read(name) } : {})
  const count = (name: string) => (Number.isFinite(read(name)) ? { [name]: read(name) } : {})
  const usage = read('usage')
  const cost = usage === null || usage === undefined ? {} : { usage: plain(usage) }
  return {
    ...text('name'),
    message: typeof error === 'string' ? error : '',
    ...text('message'),
    ...text('code'),
    ...count('status'),
    ...count('retryAfter'),
    ...cost,
  }
}

function plain(usage: unknown): JsonValue {
  try {
    return takeIn(usage, 'the usage')
  } catch {
    return null
  }
}
