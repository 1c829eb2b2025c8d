import { createHash } from 'node:crypto'
import * as v from 'valibot'

const count = v.pipe(v.string(), v.transform(Number))

const loadedRow = v.object({
  position: v.nullable(count),
  revision: count,
  content: v.nullable(v.string()),
  commit_id: v.nullable(v.string()),
  checksum: v.nullable(v.string()),
  newest: v.nullable(count),
  oldest: v.nullable(count),
  highest: v.nullable(count),
  lease_owner: v.nullable(v.string()),
  lease_expires_in: v.nullable(count),
  enqueued: v.nullable(v.string()),
})
const leaseRow = v.object({
  token: v.nullable(v.string()),
  left_revision: v.nullable(count),
  left_commit_id: v.nullable(v.string()),
  revision: v.nullable(count),
  commit_id: v.nullable(v.string()),
  lease_owner: v.nullable(v.string()),
  lease_expires_in: v.nullable(count),
  enqueued: v.nullable(v.string()),
})
const recordRow = v.object({
  revision: count,
  content: v.nullable(v.string()),
  commit_id: v.nullable(v.string()),
  checksum: v.nullable(v.string()),
})
const listedRow = v.object({ key: v.string(), ...recordRow.entries })
const rivalRow = v.object({
  newest: v.nullable(count),
  message_count: v.nullable(count),
  newest_commit_id: v.nullable(v.string()),
  commit_id: v.nullable(v.string()),
  lease_owner: v.nullable(v.string()),
})
const revisionRow = v.object({ revision: v.nullable(count) })
const claimRow = v.object({ key: v.string(), waits: v.picklist(['timer', 'pending', 'failed']), attempts: count, revision: count })
const forgottenRow = v.object({ count })

/** A row of a loaded conversation: a message, or (without a position) the record and what revisions there are. */
export type LoadedRow = v.InferOutput<typeof loadedRow>

/** What a lease request found: the lease that was got, if it was, with what its row says of the newest commit, and the conversation's own row. */
export type LeaseRow = v.InferOutput<typeof leaseRow>

/** A row that holds a record; without a content or a commit where the record is missing. */
export type RecordRow = v.InferOutput<typeof recordRow>

export const readLoadedRows = (rows: readonly unknown[]): readonly LoadedRow[] => rows.map((row) => v.parse(loadedRow, row))
export const readRecordRows = (rows: readonly unknown[]): readonly RecordRow[] => rows.map((row) => v.parse(recordRow, row))
export const readListedRows = (rows: readonly unknown[]) => rows.map((row) => v.parse(listedRow, row))
export const readRivalRow = (row: unknown) => v.parse(rivalRow, row)
export const readLeaseRow = (row: unknown): LeaseRow => v.parse(leaseRow, row)
export const readClaimRows = (rows: readonly unknown[]) => rows.map((row) => v.parse(claimRow, row))
export const readRevision = (row: unknown): number | undefined => v.parse(revisionRow, row).revision ?? undefined
export const readForgottenCount = (row: unknown): number => v.parse(forgottenRow, row).count

/**
 * Returns the checksum that a row is stored with: SHA-256 over the exact text of its content and over what tells it from other rows, so that
 * neither an altered bit nor a row in another's place goes unnoticed.
 *
 * @param place what the row is of: the conversation, the revision, the position
 */
export function rowChecksum(place: readonly (string | number)[], content: string): string {
  return createHash('sha256').update(JSON.stringify(place)).update('\n').update(content).digest('base64')
}
