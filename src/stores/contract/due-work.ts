import type { DueOptions, DueWork } from './claims.js'
import type { ConversationRecord } from './conversation-store.js'

/** Returns what waits to be done in a conversation; undefined for nothing. */
export function dueWork({ phase, pending, deadline, updatedAt }: ConversationRecord, isEnqueued = false): DueWork | undefined {
  if (phase === 'done') return undefined
  if (phase === 'busy' || pending.length > 0 || isEnqueued) return { kind: 'pending', at: updatedAt }
  if (phase === 'failed') return { kind: 'failed', at: updatedAt }
  return deadline === null ? undefined : { kind: 'timer', at: deadline }
}

/** Tells whether what waits is due. */
export function isDue(work: DueWork | undefined, { before, kinds }: DueOptions): boolean {
  return work !== undefined && work.at <= before && (kinds === undefined || kinds.includes(work.kind))
}
