import type { ClaimOptions, DueClaim, DueKind, DueWork, PutOff } from '../contract/claims.js'
import type { ConversationRecord } from '../contract/conversation-store.js'
import { isDue } from '../contract/due-work.js'

/** A conversation in which something may be due. One that can not be read may be of any flow. */
export interface DueCandidate {
  readonly id: string
  readonly flow?: string
  readonly revision: number
  readonly turn: number
  readonly work: DueWork | undefined
}

/** What a store without an index keeps of a conversation that was put off. */
export interface StoredPutOff extends PutOff {
  readonly turn: number
  /** What waited then. */
  readonly kind: DueKind | undefined
}

/** What a walk asks the store. */
export interface ClaimBook {
  isLeased(id: string): Promise<boolean>
  read(id: string): Promise<StoredPutOff | undefined>
  write(id: string, putOff: StoredPutOff): Promise<void>
}

/** Returns what a record tells of what is due. */
export function candidateOf({ id, flow, revision, turn }: ConversationRecord, work: DueWork | undefined): DueCandidate {
  return { id, flow: flow.name, revision, turn, work }
}

/**
 * Claims conversations by looking at each. Two who ask at the same time may be given the same one: only its lease keeps them apart, and whoever comes
 * second finds it done.
 */
export async function claimByWalk(candidates: AsyncIterable<DueCandidate>, book: ClaimBook, options: ClaimOptions): Promise<DueClaim[]> {
  const { flow, limit, holdMilliseconds, now = Date.now() } = options
  const claims: DueClaim[] = []
  if (limit === 0) return claims
  for await (const candidate of candidates) {
    const { id, revision, turn, work } = candidate
    if (work === undefined || !isDue(work, { before: now }) || (candidate.flow ?? flow) !== flow) continue
    const putOff = await book.read(id)
    if (isPutOff(putOff, candidate, now) || (await book.isLeased(id))) continue
    const attempts = attemptsOf(putOff, candidate)
    await book.write(id, { until: now + holdMilliseconds, attempts: attempts + 1, revision, turn, kind: work.kind })
    claims.push({ id, kind: work.kind, attempts, revision })
    if (claims.length === limit) break
  }
  return claims
}

function isPutOff(putOff: StoredPutOff | undefined, { revision }: DueCandidate, now: number): boolean {
  return putOff?.revision === revision && (putOff.until === null || putOff.until > now)
}

/** A commit begins the count anew, unless it leaves the same turn failed. */
function attemptsOf(putOff: StoredPutOff | undefined, { revision, turn, work }: DueCandidate): number {
  if (putOff === undefined) return 0
  const isSameFailure = work?.kind === 'failed' && putOff.kind === 'failed' && putOff.turn === turn
  return putOff.revision === revision || isSameFailure ? putOff.attempts : 0
}
