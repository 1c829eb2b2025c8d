import { createHash, randomUUID } from 'node:crypto'
import { link, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { decodePendingInput } from '../codec/record-codec.js'
import type { PendingInput } from '../contract/pending-input.js'
import { makeFolder, makeSubfolder, syncFolder, writeNewFile } from './durable-file.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { TEMPORARY_SUFFIX } from './revision-folder.js'

/** What came for a conversation while another process held its lease: a file each, in a folder of their own. */
const ENQUEUED_FOLDER = 'enqueued'

/** Keeps what came, unless it is kept already. */
export async function enqueueFile(folder: string, input: PendingInput, fsync: boolean): Promise<void> {
  const enqueued = join(folder, ENQUEUED_FOLDER)
  await makeFolder(folder, fsync)
  await makeSubfolder(enqueued)
  const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
  try {
    await writeNewFile(temporary, Buffer.from(JSON.stringify(input)), fsync)
    await link(temporary, join(enqueued, fileName(input.id)))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
  if (!fsync) return
  await syncFolder(enqueued)
  await syncFolder(folder)
}

/** Returns what is kept, in the order in which it came. */
export async function readEnqueued(folder: string): Promise<readonly PendingInput[]> {
  const enqueued = join(folder, ENQUEUED_FOLDER)
  const names = (await unlessMissing(() => readdir(enqueued))) ?? []
  const found = await Promise.all(names.map((name) => readOne(join(enqueued, name))))
  const inputs = found.filter((one) => one !== undefined).sort((left, right) => (left.time < right.time ? -1 : 1))
  return inputs.map(({ input }) => input)
}

/** Tells whether anything is kept. */
export async function hasEnqueued(folder: string): Promise<boolean> {
  return ((await unlessMissing(() => readdir(join(folder, ENQUEUED_FOLDER)))) ?? []).length > 0
}

/** Deletes what a commit has taken in. */
export async function takeInFiles(folder: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await rm(join(folder, ENQUEUED_FOLDER, fileName(id)), { force: true })
}

async function readOne(path: string) {
  return unlessMissing(async () => {
    const { mtimeNs } = await stat(path, { bigint: true })
    return { time: mtimeNs, input: decodePendingInput(JSON.parse(await readFile(path, 'utf8'))) }
  })
}

/** Any id makes a name of the same length. */
function fileName(id: string): string {
  return `${createHash('sha256').update(JSON.stringify(id)).digest('hex')}.json`
}
