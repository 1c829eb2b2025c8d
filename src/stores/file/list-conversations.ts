import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listLimit } from '../contract/check-options.js'
import type { ConversationRecord, ListOptions } from '../contract/conversation-store.js'
import { unlessMissing } from './file-system-error.js'
import { folderName, readFolderName } from './folder-name.js'
import type { KnownDeadlines } from './known-deadlines.js'

const BATCH = 64

/** Reads the newest record in a folder; undefined when there is none. The id is undefined when only the record tells it. */
export type ReadRecord = (name: string, id: string | undefined) => Promise<ConversationRecord | undefined>

interface ConversationFolder {
  readonly id: string
  readonly name: string
}

/** Lists a store's directory. Only the records of the page are read, unless `dueBefore` makes it look for those that are due. */
export async function listConversations(
  directory: string,
  options: ListOptions,
  read: ReadRecord,
  deadlines: KnownDeadlines,
): Promise<ConversationRecord[]> {
  const limit = listLimit(options)
  const { after, dueBefore } = options
  const readListed = ({ name, id }: ConversationFolder) =>
    dueBefore === undefined ? read(name, id) : deadlines.readIfDue(join(directory, name), dueBefore, () => read(name, id))
  const folders = await conversationFolders(directory, after, read)
  if (after === undefined) deadlines.keepInBounds(folders.length)
  const records: ConversationRecord[] = []
  for (let start = 0; start < folders.length && records.length < limit; start += BATCH) {
    const batch = await Promise.all(folders.slice(start, start + BATCH).map(readListed))
    records.push(...batch.filter((record) => record !== undefined))
  }
  return records.slice(0, limit)
}

/** Returns the conversations' folders after an id, in code-unit order of the ids. Foreign files and folders are passed over. */
async function conversationFolders(directory: string, after: string | undefined, read: ReadRecord): Promise<ConversationFolder[]> {
  const entries = (await unlessMissing(() => readdir(directory, { withFileTypes: true }))) ?? []
  const folders: ConversationFolder[] = []
  for (const entry of entries) {
    if (entry.isFile()) continue
    const { name } = entry
    const known = readFolderName(name)
    const id = known === 'hashed' ? (await read(name, undefined))?.id : known?.id
    const isForeign = id === undefined || folderName(id) !== name
    if (!isForeign && (after === undefined || id > after)) folders.push({ id, name })
  }
  return folders.sort((a, b) => (a.id < b.id ? -1 : 1))
}
