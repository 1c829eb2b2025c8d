import type { Commit, ConversationRecord, ConversationStore, MessageRow } from '../contract/conversation-store.js'

/** A message row whose text tells where it came from. */
export function row(position: number, text = `message ${position}`): MessageRow {
  const role = position % 2 === 0 ? 'assistant' : 'user'
  return { position, message: { role, text, state: 'greeting', turn: Math.ceil(position / 2), at: 1000 + position } }
}

export function record(id: string, revision: number, changes: Partial<ConversationRecord> = {}): ConversationRecord {
  return {
    format: 1,
    id,
    flow: { name: 'simple_greeting', version: '1.0.0', hash: 'abc' },
    revision,
    commitId: `${id}#${revision}`,
    snapshot: { status: 'active', value: { greeting: 'listening' }, context: { data: { revision } } },
    pending: [],
    deadline: null,
    messageCount: 0,
    turn: 0,
    phase: 'listening',
    createdAt: 1000,
    updatedAt: 1000 + revision,
    ...changes,
  }
}

/** The commit that makes a revision with so many messages, of which the rows are new. */
export function commit(
  id: string,
  revision: number,
  messages: readonly MessageRow[] = [],
  changes: Partial<ConversationRecord> & { readonly expectedCommitId?: string | null } = {},
): Commit {
  const { expectedCommitId = revision === 1 ? null : `${id}#${revision - 1}`, ...recordChanges } = changes
  const { commitId = `${id}#${revision}` } = changes
  const messageCount = Math.max(0, ...messages.map(({ position }) => position + 1))
  const facts = { messageCount, ...recordChanges, commitId }
  return { commitId, expectedRevision: revision - 1, expectedCommitId, record: record(id, revision, facts), messages }
}

/** Commits revisions 1 to `revisions`, each with one message. */
export async function talk(store: ConversationStore, id: string, revisions: number): Promise<void> {
  for (let revision = 1; revision <= revisions; revision += 1) await store.commit(id, commit(id, revision, [row(revision - 1)]))
}

export function texts(loaded: { readonly messages: readonly MessageRow[] } | undefined): string[] | undefined {
  return loaded?.messages.map(({ message }) => message.text)
}
