import { randomUUID } from 'node:crypto'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { StoredPutOff } from '../leases/claim-by-walk.js'
import { writeNewFile } from './durable-file.js'
import { unlessMissing } from './file-system-error.js'
import { TEMPORARY_SUFFIX } from './revision-folder.js'

/** Until when a conversation is put off, beside its revisions. It is never synced: after a power cut it is only looked at once more. */
const PUT_OFF_FILE = 'put-off.json'

const content = v.object({
  until: v.nullable(v.number()),
  attempts: v.number(),
  revision: v.number(),
  turn: v.number(),
  kind: v.optional(v.picklist(['timer', 'pending', 'failed'])),
})

/** Reads until when a conversation is put off; undefined when it is not. */
export async function readPutOff(folder: string): Promise<StoredPutOff | undefined> {
  const text = await unlessMissing(() => readFile(join(folder, PUT_OFF_FILE), 'utf8'))
  try {
    const { kind, ...putOff } = v.parse(content, JSON.parse(text ?? ''))
    return { ...putOff, kind }
  } catch {
    return undefined
  }
}

/** Writes until when a conversation is put off; does nothing when it was removed. */
export async function writePutOff(folder: string, putOff: StoredPutOff): Promise<void> {
  const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
  await unlessMissing(async () => {
    await writeNewFile(temporary, Buffer.from(JSON.stringify(putOff)), false)
    await rename(temporary, join(folder, PUT_OFF_FILE)).finally(() => rm(temporary, { force: true }).catch(() => undefined))
  })
}
