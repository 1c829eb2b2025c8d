import { isRecord } from '../../diagnostics/json.js'
import type { ConversationError } from '../../machine/index.js'
import type { ConversationRecord, DueClaim, DueKind, LoadedConversation } from '../../stores/contract/conversation-store.js'
import { dueWork } from '../../stores/contract/due-work.js'
import { MOST_ATTEMPTS, retryDelay } from './back-off.js'
import type { CommonWorkerOptions } from './worker-options.js'

/** What is to be done with a conversation that was claimed. */
export type Judgement =
  | { readonly does: 'run'; readonly kind: DueKind }
  | { readonly does: 'put-off'; readonly until: number | null; readonly attempts: number }
  | { readonly does: 'give-up'; readonly error: unknown }

/** What a judgement goes by. */
export interface JudgeOptions extends Pick<CommonWorkerOptions, 'retry'> {
  readonly now: number
  readonly leaseMilliseconds: number
}

/** Judges by what is stored now what is to be done: since it became due, others may have done it. */
export function judge({ record, enqueued = [], lease }: LoadedConversation, claim: DueClaim, options: JudgeOptions): Judgement {
  const { now, leaseMilliseconds } = options
  const { attempts } = claim
  const work = dueWork(record, enqueued.length > 0)
  if (work === undefined) return { does: 'put-off', until: null, attempts: 0 }
  if (lease) return { does: 'put-off', until: now + leaseMilliseconds, attempts }
  if (work.kind === 'timer' && work.at > now) return { does: 'put-off', until: work.at, attempts: 0 }
  if (attempts >= MOST_ATTEMPTS)
    return { does: 'give-up', error: failureOf(record) ?? new Error(`It made no progress in ${attempts} attempts.`) }
  if (work.kind === 'failed') return judgeFailed(record, attempts, options)
  // A writer without leases may be at it. What is enqueued has lain there for as long already.
  const startsAt = work.kind === 'pending' && enqueued.length === 0 ? record.updatedAt + leaseMilliseconds : now
  return startsAt > now ? { does: 'put-off', until: startsAt, attempts } : { does: 'run', kind: work.kind }
}

function judgeFailed(record: ConversationRecord, attempts: number, { now, retry }: JudgeOptions): Judgement {
  const { deadline, updatedAt } = record
  if (deadline !== null && deadline <= now) return { does: 'run', kind: 'timer' }
  const error = failureOf(record)
  const delay = error && retryDelay(error, attempts, retry)
  if (delay === undefined) return { does: 'put-off', until: deadline, attempts }
  return updatedAt + delay > now ? { does: 'put-off', until: updatedAt + delay, attempts } : { does: 'run', kind: 'failed' }
}

/** Returns why the call of a stored conversation failed. */
function failureOf({ snapshot }: ConversationRecord): ConversationError | undefined {
  const context = isRecord(snapshot) ? snapshot.context : undefined
  const error = isRecord(context) ? context.error : undefined
  return isConversationError(error) ? error : undefined
}

function isConversationError(error: unknown): error is ConversationError {
  return isRecord(error) && typeof error.code === 'string' && (error.status === null || typeof error.status === 'number')
}
