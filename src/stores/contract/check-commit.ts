import { quote } from '../../diagnostics/quote.js'
import { decodeStoredCommit, type StoredCommit } from '../codec/record-codec.js'
import type { Commit, ConversationRecord } from './conversation-store.js'
import { InvalidRecordError } from './invalid-record-error.js'

/** A commit that is fit to be stored, and the commit that it builds on. */
export interface CheckedCommit {
  readonly expectedCommitId: string | null
  readonly stored: StoredCommit
  readonly token: string | undefined
  readonly release: boolean
  readonly taken: readonly string[]
}

/**
 * Checks a commit before anything is written, so that no store ever keeps what it would refuse to load. Returns a copy that
 * shares nothing with the caller's objects.
 *
 * @throws InvalidRecordError when the commit does not fit the conversation or itself
 */
export function checkCommit(id: string, commit: Commit): CheckedCommit {
  const { commitId, expectedRevision, expectedCommitId, record, messages } = commit
  const stored = decodeStoredCommit({ commitId, record, messages })
  const problems: string[] = []
  if (stored.record.id !== id) problems.push(`record.id: expected ${JSON.stringify(id)}, found ${JSON.stringify(stored.record.id)}`)
  if (stored.record.revision !== expectedRevision + 1) {
    problems.push(`record.revision: expected ${expectedRevision + 1}, one more than expectedRevision, found ${stored.record.revision}`)
  }
  if (expectedCommitId !== null && typeof expectedCommitId !== 'string') {
    problems.push(
      `expectedCommitId: expected the commitId of the record that this commit builds on, or null, found ${quote(expectedCommitId)}`,
    )
  }
  problems.push(...positionProblems(stored))
  if (problems.length > 0) throw new InvalidRecordError(problems)
  return { expectedCommitId, stored, token: commit.token, release: commit.release === true, taken: commit.taken ?? [] }
}

/** Tells whether a commit builds on this record, the newest that is stored; undefined for none. */
export function buildsOn(newest: ConversationRecord | undefined, { expectedCommitId, stored }: CheckedCommit): boolean {
  return (newest?.revision ?? 0) === stored.record.revision - 1 && (newest?.commitId ?? null) === expectedCommitId
}

/**
 * Checks that a commit brings every message by which the conversation grows; a gap could never be loaded again.
 *
 * @param previousCount the message count of the revision that the commit builds on; 0 for a new conversation
 * @throws InvalidRecordError when a message is missing
 */
export function checkGrowth(previousCount: number, { record, messages }: StoredCommit): void {
  const growth = messages.filter((row) => row.position >= previousCount).length
  if (growth >= record.messageCount - previousCount) return
  throw new InvalidRecordError([
    `messages: expected one for every position from ${previousCount} to ${record.messageCount - 1}, found only ${growth} of them`,
  ])
}

function positionProblems({ record, messages }: StoredCommit): string[] {
  const problems: string[] = []
  let previous = -1
  for (const [index, { position }] of messages.entries()) {
    const place = `messages[${index}].position`
    if (position <= previous) problems.push(`${place}: expected more than ${previous}, the position before it, found ${position}`)
    if (position >= record.messageCount)
      problems.push(`${place}: expected less than messageCount (${record.messageCount}), found ${position}`)
    previous = position
  }
  return problems
}
