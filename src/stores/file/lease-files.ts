import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { LeaseRequest, LeaseState } from '../contract/leases.js'
import { makeFolder, writeNewFile } from './durable-file.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { isGone, ownIdentity } from './process-identity.js'
import { TEMPORARY_SUFFIX } from './revision-folder.js'

const ATTEMPTS = 10

const leaseContent = v.object({
  token: v.string(),
  owner: v.string(),
  milliseconds: v.number(),
  isReleased: v.boolean(),
  process: v.object({
    pid: v.number(),
    host: v.string(),
    startedAt: v.nullable(v.string()),
    boot: v.nullable(v.string()),
    namespace: v.nullable(v.string()),
  }),
})

type LeaseContent = v.InferOutput<typeof leaseContent>

/** The newest lease of a folder. */
interface LeaseFile {
  readonly number: number
  /** When it was renewed, by the file system. */
  readonly renewedAt: number
  /** Undefined for a file that can not be read as a lease: a power cut may leave one, since no lease is synced. */
  readonly content: LeaseContent | undefined
}

/** A lease that lives. */
export interface LivingLease extends LeaseState {
  readonly token: string
}

/**
 * Takes the lease of a conversation's folder: the file `lease-N`, one number higher than the newest. `link` gives a name to one process only. A lease
 * is never synced: it need not outlast a power cut.
 *
 * @returns the token, or the lease that lives
 */
export async function takeLease(folder: string, request: LeaseRequest, fsync: boolean): Promise<string | LivingLease> {
  for (let attempt = 1; ; attempt += 1) {
    await makeFolder(folder, fsync)
    const newest = await newestLease(folder)
    const living = await livingOf(newest)
    if (living !== undefined) return living
    const number = (newest?.number ?? 0) + 1
    const token = `${number}.${randomUUID()}`
    const content = { token, ...request, isReleased: false, process: await ownIdentity() }
    if (await publish(folder, number, content)) {
      if (await isNewest(folder, number, newest)) return token
      await rm(join(folder, leaseName(number)), { force: true })
    }
    if (attempt === ATTEMPTS) return { owner: '', token: '', expiresIn: null }
  }
}

/** Makes a lease last from now. Gives false when it is lost: it has ended, or another process was first. */
export async function renewLease(folder: string, token: string, milliseconds: number): Promise<boolean> {
  const number = Number.parseInt(token, 10)
  const path = join(folder, leaseName(number))
  const lease = await readLease(folder, number)
  if (lease?.content?.token !== token || lease.content.isReleased || endOf(lease) <= Date.now()) return false
  // The file says how long the lease lasts after its time: for another duration, the time is another.
  const renewedAt = new Date(Date.now() + milliseconds - lease.content.milliseconds)
  const isThere = await unlessMissing(() => utimes(path, renewedAt, renewedAt).then(() => true))
  // Whoever judged the old time has the higher number by now, or sees the new time when it looks again.
  return isThere === true && (await highestNumber(folder)) === number
}

/** Ends a lease; does nothing when the token is not that of a lease. The file stays, so that no number is used again. */
export async function releaseLease(folder: string, token: string): Promise<void> {
  const number = Number.parseInt(token, 10)
  const content = (await readLease(folder, number))?.content
  if (content?.token !== token || content.isReleased) return
  await unlessMissing(async () => {
    const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
    await writeNewFile(temporary, encode({ ...content, isReleased: true }), false)
    await rename(temporary, join(folder, leaseName(number)))
  })
}

/** Returns the lease that lives; undefined for none. */
export async function livingLease(folder: string): Promise<LivingLease | undefined> {
  return livingOf(await newestLease(folder))
}

async function livingOf(lease: LeaseFile | undefined): Promise<LivingLease | undefined> {
  if (lease?.content === undefined || lease.content.isReleased) return undefined
  const { token, owner, process } = lease.content
  const expiresIn = endOf(lease) - Date.now()
  return expiresIn > 0 && !(await isGone(process)) ? { token, owner, expiresIn } : undefined
}

/** Publishes a lease under its number. Gives false when another process has it, or the folder was removed. */
async function publish(folder: string, number: number, content: LeaseContent): Promise<boolean> {
  const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
  try {
    await writeNewFile(temporary, encode(content), false)
    await link(temporary, join(folder, leaseName(number)))
    return true
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST' || code === 'ENOENT') return false
    throw error
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

/**
 * Tells whether a lease that was just published holds: nobody has a higher number, which this process may have overslept, and the one before was not
 * renewed meanwhile. Deletes the ones before.
 */
async function isNewest(folder: string, number: number, before: LeaseFile | undefined): Promise<boolean> {
  const numbers = await leaseNumbers(folder)
  if (Math.max(...numbers) !== number) return false
  if (before !== undefined && (await readLease(folder, before.number))?.renewedAt !== before.renewedAt) return false
  for (const earlier of numbers) if (earlier < number) await rm(join(folder, leaseName(earlier)), { force: true })
  return true
}

async function newestLease(folder: string): Promise<LeaseFile | undefined> {
  for (let number = await highestNumber(folder); number > 0; ) {
    const lease = await readLease(folder, number)
    if (lease !== undefined) return lease
    // Another process has the next one, and deleted this.
    number = await highestNumber(folder)
  }
  return undefined
}

async function readLease(folder: string, number: number): Promise<LeaseFile | undefined> {
  const path = join(folder, leaseName(number))
  return unlessMissing(async () => {
    // A renewal between the two only makes the lease look older than it is, which is found out before it is taken.
    const { mtimeMs: renewedAt } = await stat(path)
    return { number, renewedAt, content: decode(await readFile(path, 'utf8')) }
  })
}

const endOf = ({ renewedAt, content }: LeaseFile): number => renewedAt + (content?.milliseconds ?? 0)

const NAME = /^lease-(\d{10})$/

const leaseName = (number: number): string => `lease-${String(number).padStart(10, '0')}`

async function leaseNumbers(folder: string): Promise<number[]> {
  const names = (await unlessMissing(() => readdir(folder))) ?? []
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number)
}

const highestNumber = async (folder: string): Promise<number> => Math.max(0, ...(await leaseNumbers(folder)))

const encode = (content: LeaseContent): Buffer => Buffer.from(JSON.stringify(content))

function decode(text: string): LeaseContent | undefined {
  try {
    return v.parse(leaseContent, JSON.parse(text))
  } catch {
    return undefined
  }
}
