import type { ConversationData } from '../../conditions/condition.js'
import type { FlowNames } from '../../definition/flow-names.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { LONGEST_TIMER } from '../../runtime/actors/conversation-actors.js'
import { openOptionsOf } from '../host/host-options.js'
import { Worker } from './worker.js'
import type { ConversationWorker, WorkerOptions } from './worker-options.js'

const LEASE_MILLISECONDS = 10_000

/**
 * Starts to run what is due in conversations that nobody has open: timers that have ended, messages that a dead process left, and turns whose call
 * failed, if that may pass. Each runs under its lease, so any number of workers and servers share one store.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {TalkchartError} (`invalid-options`) when the store can not tell what is due
 * @example
 * import { conversationWorker } from 'talkchart/server'
 * const worker = conversationWorker({ flow, model, store: withLeases(memoryStore()), onReply: ({ id, turn }) => console.log(id, turn.reply) })
 * await worker.stop()
 */
export function conversationWorker<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: WorkerOptions<StateName, PromptName, Data, Names>): ConversationWorker
export function conversationWorker(options: WorkerOptions): ConversationWorker {
  const { store, concurrency, poll, retry, onReply, onError, relay } = options
  const { milliseconds: leaseMilliseconds = LEASE_MILLISECONDS, owner } = options.lease || {}
  const { machine, ...open } = openOptionsOf(options)
  check(options)
  const lease = { milliseconds: leaseMilliseconds, wait: leaseMilliseconds, ...(owner === undefined ? {} : { owner }) }
  return new Worker({
    store,
    flow: readMeta(readConfig(machine.config)).flow.flow.name,
    leaseMilliseconds,
    host: { ...open, machine, lease, keepOpen: false, ...(relay === undefined ? {} : { relay }) },
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(poll === undefined ? {} : { poll }),
    ...(retry === undefined ? {} : { retry }),
    ...(onReply === undefined ? {} : { onReply }),
    ...(onError === undefined ? {} : { onError }),
  })
}

function check({ store, concurrency = 1, poll = 0 }: WorkerOptions): void {
  if (typeof store.claimDue !== 'function' || typeof store.putOff !== 'function' || typeof store.lease !== 'function') {
    throw invalid('conversationWorker needs a store with claimDue, putOff and leases, such as postgresStore(pool) or fileStore(directory).')
  }
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw invalid(`concurrency is a whole number from 1 on; this is ${quote(concurrency)}.`)
  if (!(poll >= 0 && poll <= LONGEST_TIMER)) throw invalid(`poll is a number of milliseconds; this is ${quote(poll)}.`)
}

function invalid(message: string): TalkchartError {
  return new TalkchartError('invalid-options', message)
}
