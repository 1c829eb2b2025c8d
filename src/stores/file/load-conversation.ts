import type { LoadedConversation, LoadOptions } from '../conversation-store.js'
import { DamagedRevision } from '../damaged-revision.js'
import { MessageWindow } from '../message-window.js'
import { folderIdentity, listRevisions, type RevisionRange, requireMessages, requireRevision } from './revision-folder.js'

const LARGEST_BATCH = 32

/**
 * Loads a conversation from its folder.
 *
 * @param id undefined when only the record tells it
 * @throws DamagedRevision when a file that is needed is damaged or missing
 */
export async function loadConversation(
  folder: string,
  id: string | undefined,
  options: LoadOptions,
): Promise<LoadedConversation | undefined> {
  for (;;) {
    const identity = await folderIdentity(folder)
    if (identity === undefined) return undefined
    const range = await listRevisions(folder)
    const outcome = await readConversation(folder, id, range, options).catch((error: unknown) => asDamage(error))
    // Removed, and perhaps begun anew, while it was read: what was read belongs to no one conversation.
    if ((await folderIdentity(folder)) !== identity) continue
    if (!(outcome instanceof DamagedRevision)) return outcome
    // What was forgotten while it was read is missing, and not damaged.
    if ((await listRevisions(folder)).oldest === range.oldest) throw outcome
  }
}

async function readConversation(
  folder: string,
  id: string | undefined,
  { oldest, newest }: RevisionRange,
  options: LoadOptions,
): Promise<LoadedConversation | undefined> {
  const revision = options.revision ?? newest
  if (revision < Math.max(1, oldest) || revision > newest) return undefined
  const { record, messages } = await requireRevision(folder, revision, id)
  const window = new MessageWindow(record.messageCount, options)
  window.add(messages)
  await addEarlierRevisions(folder, id, { oldest, newest: revision }, window)
  if (oldest > 1 && !window.complete) window.add(await requireMessages(folder, oldest, id))
  if (!window.complete) throw new DamagedRevision(revision, folder, 'lacks some of its messages')
  return { record, messages: window.rows() }
}

/** Walks back from a revision until the window is complete, in batches that grow as the walk turns out to be long. */
async function addEarlierRevisions(
  folder: string,
  id: string | undefined,
  { oldest, newest }: RevisionRange,
  window: MessageWindow,
): Promise<void> {
  let next = newest - 1
  for (let size = 1; next >= oldest && !window.complete; size = Math.min(size * 2, LARGEST_BATCH)) {
    const revisions = Array.from({ length: Math.min(size, next - oldest + 1) }, (_, index) => next - index)
    const batch = await Promise.allSettled(revisions.map((earlier) => requireRevision(folder, earlier, id)))
    for (const outcome of batch) {
      if (window.complete) break
      if (outcome.status === 'rejected') throw outcome.reason
      window.add(outcome.value.messages)
    }
    next -= revisions.length
  }
}

function asDamage(error: unknown): DamagedRevision {
  if (error instanceof DamagedRevision) return error
  throw error
}
