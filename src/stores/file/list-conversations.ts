import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listLimit } from '../contract/check-options.js'
import type { ConversationRecord, ListOptions } from '../contract/conversation-store.js'
import { isDue } from '../contract/due-work.js'
import { candidateOf, type DueCandidate } from '../leases/claim-by-walk.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { folderName, readFolderName } from './folder-name.js'
import type { KnownWork, WorkMemory } from './known-work.js'

const BATCH = 64

/** Reads the newest record in a folder; undefined when there is none. The id is undefined when only the record tells it. */
export type ReadRecord = (name: string, id: string | undefined) => Promise<ConversationRecord | undefined>

interface ConversationFolder {
  readonly id: string
  readonly name: string
}

/** Lists a store's directory. Only the records of the page are read, unless it looks for those that are due. */
export async function listConversations(
  directory: string,
  options: ListOptions,
  read: ReadRecord,
  memory: WorkMemory,
): Promise<ConversationRecord[]> {
  const limit = listLimit(options)
  const { after, dueBefore, due } = options
  const isWanted = ({ deadline, work }: KnownWork) =>
    (dueBefore === undefined || (deadline !== null && deadline <= dueBefore)) && (due === undefined || isDue(work, due))
  const readListed = async ({ name, id }: ConversationFolder) => {
    if (dueBefore === undefined && due === undefined) return read(name, id)
    return (await memory.readIf(join(directory, name), isWanted, () => read(name, id)))?.record
  }
  const folders = await conversationFolders(directory, after, read)
  if (after === undefined) memory.keepInBounds(folders.length)
  const records: ConversationRecord[] = []
  for (let start = 0; start < folders.length && records.length < limit; start += BATCH) {
    const batch = await Promise.all(folders.slice(start, start + BATCH).map(readListed))
    records.push(...batch.filter((record) => record !== undefined))
  }
  return records.slice(0, limit)
}

/** A record that can not be used. Whoever takes it up is told why. */
export const UNUSABLE: unique symbol = Symbol('unusable')

/** Looks at every conversation in a store's directory, for those in which something is due. */
export async function* dueCandidates(
  directory: string,
  now: number,
  read: (name: string, id: string | undefined) => Promise<ConversationRecord | typeof UNUSABLE | undefined>,
  memory: WorkMemory,
): AsyncGenerator<DueCandidate> {
  const usable = (record: ConversationRecord | typeof UNUSABLE | undefined) => (record === UNUSABLE ? undefined : record)
  const folders = await conversationFolders(directory, undefined, async (name, id) => usable(await unlessShut(() => read(name, id))))
  memory.keepInBounds(folders.length)
  for (const { id, name } of folders) {
    let isUnusable = false
    const readOne = async () => {
      const record = await read(name, id)
      isUnusable = record === UNUSABLE
      return usable(record)
    }
    const found = await unlessShut(() => memory.readIf(join(directory, name), ({ work }) => isDue(work, { before: now }), readOne))
    if (found !== undefined) yield candidateOf(found.record, found.work)
    else if (isUnusable) yield { id, revision: 0, turn: 0, work: { kind: 'pending', at: now } }
  }
}

/** What keeps a process out of one folder: that of another user, or a link that leads round in a circle. */
const SHUT = new Set(['EACCES', 'EPERM', 'ELOOP'])

/** Reads a folder; gives undefined where this process is kept out of it, which keeps it from no other one. */
async function unlessShut<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read()
  } catch (error) {
    if (SHUT.has(errorCode(error) ?? '')) return undefined
    throw error
  }
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
