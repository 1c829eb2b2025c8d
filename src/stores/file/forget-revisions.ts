import { randomUUID } from 'node:crypto'
import { link, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSubfolder, syncFolder, writeNewFile } from './durable-file.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { loadConversation } from './load-conversation.js'
import { encodeMessagesFile, MESSAGES_FOLDER } from './messages-file.js'
import { requireNewest } from './newest-copy.js'
import { type OpenFolder, withFolder } from './open-folder.js'
import { revisionFileName, revisionOfFileName } from './revision-file.js'
import { listRevisions, requireMessages, sweepTemporaryFiles, TEMPORARY_SUFFIX } from './revision-folder.js'

/**
 * Forgets all but the newest revisions. First the messages of the oldest one that stays are published in a file of their own; from then on
 * the files before it do not count, and they are deleted. A process that dies between leaves files that nobody reads, for the next time.
 *
 * @returns how many revisions were forgotten
 * @throws DamagedRevision when the messages can not be read; then nothing is forgotten
 */
export async function forgetRevisions(folder: string, id: string, keepRevisions: number, fsync: boolean): Promise<number> {
  await sweepTemporaryFiles(folder)
  return (await withFolder(folder, (open) => forget(folder, id, keepRevisions, fsync, open))) ?? 0
}

async function forget(folder: string, id: string, keepRevisions: number, fsync: boolean, open: OpenFolder): Promise<number> {
  const { oldest, newest } = await listRevisions(folder)
  await requireNewest(folder, newest)
  const first = Math.max(oldest, newest - keepRevisions + 1)
  if ((await filesBefore(folder, first)).length === 0) return 0
  // Where the messages of the oldest revision are damaged, what is left of the revisions before may be all that can mend them.
  if (oldest > 1) await requireMessages(folder, oldest, id)
  // A removal takes this folder along, so whatever is moved through it stays within the one conversation, or fails.
  const workspace = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
  try {
    await makeSubfolder(workspace)
    if (first > oldest) {
      const loaded = await loadConversation(folder, id, { revision: first })
      const prepared = join(workspace, 'prepared')
      await writeNewFile(prepared, encodeMessagesFile({ id, revision: first, messages: loaded?.messages ?? [] }), fsync)
      if (loaded === undefined || !(await open.isSame())) return 0
      await publish(prepared, folder, first, fsync)
    }
    return await moveAway(folder, first, workspace)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    // The conversation was removed meanwhile.
    return 0
  } finally {
    await rm(workspace, { recursive: true, force: true })
  }
}

async function publish(prepared: string, folder: string, revision: number, fsync: boolean): Promise<void> {
  const messages = join(folder, MESSAGES_FOLDER)
  await makeSubfolder(messages)
  try {
    await link(prepared, join(messages, revisionFileName(revision)))
  } catch (error) {
    // Somebody else forgets the same at the same time.
    if (errorCode(error) !== 'EEXIST') throw error
  }
  if (!fsync) return
  await syncFolder(messages)
  await syncFolder(folder)
}

async function moveAway(folder: string, first: number, workspace: string): Promise<number> {
  let forgotten = 0
  for (const { place, name } of await filesBefore(folder, first)) {
    const isMoved = await unlessMissing(() => rename(join(folder, place, name), join(workspace, `${place}${name}`)).then(() => true))
    if (isMoved && place === '') forgotten += 1
  }
  return forgotten
}

/** Returns the files that belong to revisions before the given one: of these revisions, and of their messages. */
async function filesBefore(folder: string, first: number) {
  const within = async (place: string) => {
    const names = (await unlessMissing(() => readdir(join(folder, place)))) ?? []
    return names.filter((name) => (revisionOfFileName(name) ?? first) < first).map((name) => ({ place, name }))
  }
  return [...(await within('')), ...(await within(MESSAGES_FOLDER))]
}
