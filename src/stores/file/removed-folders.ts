import { randomUUID } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from './durable-file.js'
import { unlessMissing } from './file-system-error.js'

const REMOVED = 'removed-'

/** Takes a conversation's folder out of the store in one atomic step. What it held is deleted by `deleteRemoved`. */
export async function takeOut(directory: string, name: string, fsync: boolean): Promise<void> {
  // An empty folder moves as well as a full one, so a half-begun conversation goes too.
  const moved = await unlessMissing(async () => {
    await rename(join(directory, name), join(directory, `${REMOVED}${randomUUID()}`))
    return true
  })
  if (moved && fsync) await syncFolder(directory)
}

/** Deletes what was taken out, also by a process that died before it was done. */
export async function deleteRemoved(directory: string): Promise<void> {
  const names = (await unlessMissing(() => readdir(directory))) ?? []
  for (const name of names.filter((name) => name.startsWith(REMOVED))) {
    await rm(join(directory, name), { recursive: true, force: true })
  }
}
