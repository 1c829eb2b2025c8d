import type { Turn } from '../conversation/api/conversation.js'
import type { LocalConversationHandle } from '../conversation/api/conversation-handle.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import type { OpenMachineOptions } from '../conversation/api/open-options.js'
import { readMachine } from '../conversation/handle/read-machine.js'
import type { ConversationMachine } from '../machine/index.js'
import { totalReport } from '../machine/total-listener.js'
import { journaledMachine } from '../runtime/actors/journaled-machine.js'
import type { HostOutcome } from '../server/host/channel.js'
import { COMMANDS, type CommandInputs, type CommandName } from '../server/host/commands.js'
import type { PlacedMessage } from '../server/host/conversation-host.js'
import { headOf } from '../server/host/mirror.js'
import { newestTurn } from '../server/host/newest-turn.js'
import { type HistoryRange, readHistory } from '../server/host/read-history.js'
import { ProblemError } from '../server/protocol/problem.js'
import type { ConversationRecord } from '../stores/contract/conversation-store.js'
import { HandlerRun } from './handler-run.js'
import { type Changes, OverlayStore, PAST, pageKey, pastKey, RECORD } from './overlay-store.js'
import { errorOf, type Refusal, refusalOf } from './refusal.js'
import { machineOf, type RestateConversationOptions } from './restate-options.js'
import type { ExclusiveContext, SharedContext } from './restate-sdk.js'

export const DEFAULT_NAME = 'conversation'
const VIEW_MESSAGES = 50
const KEPT_TURNS = 50
/** After how long a timer is tried again that came before its time by this machine's clock, and one that was refused. */
const EARLY_MILLISECONDS = 100
const REFUSED_MILLISECONDS = 60_000

/** Names the commit after which a timer was set. */
export interface TimerInput {
  readonly revision: number
  readonly commitId: string | null
}

/** What a handler came to, as it stands in the journal once and for all. */
interface Outcome {
  readonly changes: Changes | null
  readonly result: HostOutcome | { readonly refusal: Refusal }
  /** The timer that is to be set; null where there is none. */
  readonly timer: { readonly input: TimerInput; readonly delay: number } | null
}

type Work = (handle: LocalConversationHandle) => Promise<Turn>

/** Does the work of the handlers of one object. */
export class ConversationObject {
  readonly name: string
  readonly #options: RestateConversationOptions
  readonly #machine: ConversationMachine
  /** The conversations that run in this process: one handler runs alone for each. */
  readonly #runs = new Map<string, HandlerRun>()

  constructor(options: RestateConversationOptions) {
    this.name = options.name ?? DEFAULT_NAME
    this.#options = options
    this.#machine = journaledMachine(machineOf(options), async (id, call, ways) => {
      const run = this.#runs.get(id)
      if (run === undefined) throw new Error('The call belongs to no invocation.')
      return await run.call(call, ways)
    })
  }

  /** Runs a turn, or whatever else changes the conversation. */
  async command<Name extends CommandName>(context: ExclusiveContext, name: Name, input: CommandInputs[Name]): Promise<HostOutcome> {
    const data = name === 'begin' && 'data' in input ? { data: input.data } : {}
    return await this.#perform(context, (handle) => COMMANDS[name](handle, input), { begins: name === 'begin', ...data })
  }

  /** Lets a timer fire that was set after this very commit. */
  async timer(context: ExclusiveContext, { revision, commitId }: TimerInput): Promise<void> {
    const newest = await new OverlayStore(context).newest()
    if (newest?.revision !== revision || (newest.commitId ?? null) !== commitId || newest.deadline === null) return
    await this.#perform(context, async (handle) => newestTurn(handle.view), { isTimer: true })
  }

  async remove(context: ExclusiveContext): Promise<void> {
    context.clearAll()
    const { relay } = this.#options
    if (relay !== undefined) await context.run('forget', () => relay.remove(context.key))
  }

  async read(context: SharedContext, last = VIEW_MESSAGES): Promise<ConversationView | null> {
    return (await this.#view(new OverlayStore(context), context.key, last)) ?? null
  }

  async history(context: SharedContext, range: HistoryRange): Promise<readonly PlacedMessage[] | null> {
    return (await readHistory(new OverlayStore(context), context.key, range)) ?? null
  }

  async head(context: SharedContext): Promise<string | null> {
    const newest = await new OverlayStore(context).newest()
    return newest === undefined ? null : headOf(newest)
  }

  async interrupt(context: SharedContext): Promise<boolean> {
    const { relay } = this.#options
    if (relay === undefined) return false
    return await context.run('interrupt', async () => {
      const reply = await relay.read(context.key)
      return reply !== undefined && (await relay.signal(context.key, reply.attempt, 'interrupt'))
    })
  }

  async #perform(
    context: ExclusiveContext,
    work: Work,
    { begins = false, isTimer = false, data }: { begins?: boolean; isTimer?: boolean; data?: OpenMachineOptions['data'] },
  ): Promise<HostOutcome> {
    const now = await context.date.now()
    const store = new OverlayStore(context)
    if (!begins && (await store.newest()) === undefined) throw new ProblemError('no-conversation')
    const run = this.#begin(context, { store, now, data })
    const result = await this.#resultOf(run, work, store)
    const outcome = await context.run('outcome', () => this.#outcome(store, result, isTimer))
    await this.#write(context, outcome)
    run.reporter.endAtRest()
    if ('refusal' in outcome.result) throw errorOf(outcome.result.refusal)
    return outcome.result
  }

  #begin(
    context: ExclusiveContext,
    { store, now, data }: { store: OverlayStore; now: number; data: OpenMachineOptions['data'] },
  ): HandlerRun {
    const { relay, redact, renamedStates, migrate, inspect, onProblem } = this.#options
    // An attempt that nobody waits for any more makes no calls.
    this.#runs.get(context.key)?.end(new Error('The invocation goes on in another attempt.'))
    const given = { redact, renamedStates, migrate, inspect, onProblem, data }
    const open = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const run = new HandlerRun(context, {
      open: { ...open, machine: this.#machine, store },
      relay,
      redact,
      onProblem: totalReport(onProblem),
      now,
    })
    this.#runs.set(context.key, run)
    return run
  }

  async #resultOf(run: HandlerRun, work: Work, store: OverlayStore): Promise<Outcome['result']> {
    try {
      const turn = await run.perform(work)
      const view = await this.#view(store, run.handle.id, VIEW_MESSAGES)
      if (view === undefined) throw new ProblemError('no-conversation')
      return { turn, view }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      return { refusal }
    } finally {
      if (this.#runs.get(run.handle.id) === run) this.#runs.delete(run.handle.id)
    }
  }

  async #outcome(store: OverlayStore, result: Outcome['result'], isTimer: boolean): Promise<Outcome> {
    const changes = await store.changes()
    const newest = changes === null && !isTimer ? undefined : await store.newest()
    if (newest === undefined || newest.deadline === null) return { changes, result, timer: null }
    const { revision, commitId = null, deadline } = newest
    // A timer that could not fire now is put off: one that is early by little, or one of a flow that is not the one running.
    const least = changes !== null ? 0 : 'refusal' in result ? REFUSED_MILLISECONDS : EARLY_MILLISECONDS
    return { changes, result, timer: { input: { revision, commitId }, delay: Math.max(least, deadline - Date.now()) } }
  }

  /** Writes what stands in the journal, and nothing that was computed since. */
  async #write(context: ExclusiveContext, { changes, timer }: Outcome): Promise<void> {
    if (changes !== null) {
      const { record, pages, earlier } = changes
      context.set(RECORD, record)
      for (const { page, rows } of pages) context.set(pageKey(page), rows)
      if (earlier !== null) await this.#keep(context, earlier)
    }
    if (timer === null) return
    const { input, delay } = timer
    const parameter = new TextEncoder().encode(JSON.stringify(input))
    context.genericSend({ service: this.name, method: 'timer', key: context.key, parameter, delay })
  }

  /** Keeps a record that can be returned to, and forgets the oldest. */
  async #keep(context: ExclusiveContext, earlier: ConversationRecord): Promise<void> {
    const { keepTurns = KEPT_TURNS } = this.#options
    const kept = [...(await new OverlayStore(context).kept()), earlier.revision]
    const forgotten = kept.splice(0, Math.max(0, kept.length - keepTurns))
    context.set(PAST, kept)
    context.set(pastKey(earlier.revision), earlier)
    for (const revision of forgotten) context.clear(pastKey(revision))
  }

  async #view(store: OverlayStore, id: string, last: number): Promise<ConversationView | undefined> {
    const { renamedStates, migrate } = this.#options
    const drift = { ...(renamedStates === undefined ? {} : { renamedStates }), ...(migrate === undefined ? {} : { migrate }) }
    return await readMachine({ machine: this.#machine, store, id, messages: { last }, ...drift })
  }
}
