import type { LoadedConversation, LoadOptions } from '../conversation-store.js'
import { DamagedRevision } from '../damaged-revision.js'
import { MessageWindow } from '../message-window.js'
import { folderIdentity, newestRevision, requireRevision } from './revision-folder.js'

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
    const outcome = await readConversation(folder, id, options).catch((error: unknown) => asDamage(error))
    // Removed, and perhaps begun anew, while it was read: what was read belongs to no one conversation.
    if ((await folderIdentity(folder)) !== identity) continue
    if (outcome instanceof DamagedRevision) throw outcome
    return outcome
  }
}

async function readConversation(folder: string, id: string | undefined, options: LoadOptions): Promise<LoadedConversation | undefined> {
  const newest = await newestRevision(folder)
  const revision = options.revision ?? newest
  if (revision < 1 || revision > newest) return undefined
  const { record, messages } = await requireRevision(folder, revision, id)
  const window = new MessageWindow(record.messageCount, options)
  window.add(messages)
  await addEarlierMessages(folder, id, revision, window)
  return { record, messages: window.rows() }
}

/** Walks back from a revision until the window is complete, in batches that grow as the walk turns out to be long. */
async function addEarlierMessages(folder: string, id: string | undefined, revision: number, window: MessageWindow): Promise<void> {
  let next = revision - 1
  for (let size = 1; next > 0 && !window.complete; size = Math.min(size * 2, LARGEST_BATCH)) {
    const revisions = Array.from({ length: Math.min(size, next) }, (_, index) => next - index)
    const batch = await Promise.allSettled(revisions.map((earlier) => requireRevision(folder, earlier, id)))
    for (const outcome of batch) {
      if (window.complete) break
      if (outcome.status === 'rejected') throw outcome.reason
      window.add(outcome.value.messages)
    }
    next -= revisions.length
  }
  if (!window.complete) throw new DamagedRevision(revision, folder, 'lacks some of its messages')
}

function asDamage(error: unknown): DamagedRevision {
  if (error instanceof DamagedRevision) return error
  throw error
}
