import { DamagedRevision } from '../codec/damaged-revision.js'
import { MessageWindow } from '../codec/message-window.js'
import type { StoredCommit } from '../codec/record-codec.js'
import { walkBack } from '../codec/walk-back.js'
import type { ConversationRecord, LoadedConversation, LoadOptions, RecordsOptions } from '../contract/conversation-store.js'
import { readNewestCopy, requireNewest } from './newest-copy.js'
import { type OpenFolder, withFolder } from './open-folder.js'
import { listRevisions, type RevisionRange, requireMessages, requireRevision } from './revision-folder.js'

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
  return readingWhole(folder, (range) => readConversation(folder, id, range, options))
}

/**
 * Reads a conversation's newest record, without its messages. As a rule the copy of the newest revision has it, which takes two looks at the disk.
 *
 * @param id undefined when only the record tells it
 * @throws DamagedRevision when a file that is needed is damaged or missing
 */
export async function readNewestRecord(folder: string, id: string | undefined): Promise<ConversationRecord | undefined> {
  const { newest } = await listRevisions(folder)
  const copy = await readNewestCopy(folder)
  if (copy?.revision === newest && (id === undefined || copy.id === id)) return copy
  return (await loadConversation(folder, id, { messages: { last: 0 } }))?.record
}

/**
 * Reads the records of revisions from one back, the newest first, up to the first damaged one.
 *
 * @throws DamagedRevision when the first of them is damaged already
 */
export async function readRecords(folder: string, id: string, { through, limit }: RecordsOptions): Promise<ConversationRecord[]> {
  const records = await readingWhole(folder, async ({ oldest, newest }) => {
    const read: ConversationRecord[] = []
    if (newest === 0 || through > newest) return read
    const last = Math.max(1, oldest, through - limit + 1)
    try {
      for await (const { record } of walkBack(through, last, (revision) => requireRevision(folder, revision, id))) read.push(record)
    } catch (error) {
      if (read.length === 0 || !DamagedRevision.isInstance(error)) throw error
    }
    return read
  })
  return records ?? []
}

/** Reads in a conversation's folder, and again when the conversation was removed or forgot revisions meanwhile. */
async function readingWhole<Result>(folder: string, read: (range: RevisionRange) => Promise<Result>): Promise<Result | undefined> {
  for (;;) {
    const outcome = await withFolder(folder, (open) => attempt(folder, open, read))
    if (outcome !== AGAIN) return outcome
  }
}

const AGAIN: unique symbol = Symbol('again')

async function attempt<Result>(
  folder: string,
  open: OpenFolder,
  read: (range: RevisionRange) => Promise<Result>,
): Promise<Result | typeof AGAIN> {
  const range = await listRevisions(folder)
  const outcome = await read(range).catch((error: unknown) => asDamage(error))
  // Removed, and perhaps begun anew, while it was read: what was read belongs to no one conversation.
  if (!(await open.isSame())) return AGAIN
  if (!DamagedRevision.isInstance(outcome)) return outcome
  // What was forgotten while it was read is missing, and not damaged.
  if ((await listRevisions(folder)).oldest === range.oldest) throw outcome
  return AGAIN
}

async function readConversation(
  folder: string,
  id: string | undefined,
  { oldest, newest }: RevisionRange,
  options: LoadOptions,
): Promise<LoadedConversation | undefined> {
  if (options.revision === undefined) await requireNewest(folder, newest)
  const revision = options.revision ?? newest
  if (revision < Math.max(1, oldest) || revision > newest) return undefined
  const { record, messages } = await requireRevision(folder, revision, id)
  const window = new MessageWindow(record.messageCount, options)
  window.add(messages)
  await addEarlierRevisions(
    window,
    walkBack(revision - 1, Math.max(1, oldest), (earlier) => requireRevision(folder, earlier, id)),
  )
  if (oldest > 1 && !window.complete) window.add(await requireMessages(folder, oldest, id))
  if (!window.complete) throw new DamagedRevision(revision, folder, 'lacks some of its messages')
  return { record, messages: window.rows() }
}

async function addEarlierRevisions(window: MessageWindow, earlier: AsyncIterable<StoredCommit>): Promise<void> {
  if (window.complete) return
  for await (const { messages } of earlier) {
    window.add(messages)
    if (window.complete) return
  }
}

function asDamage(error: unknown): DamagedRevision {
  if (DamagedRevision.isInstance(error)) return error
  throw error
}
