import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './file-system-error.js'

// What people say to a support desk is nobody else's business on a shared machine.
const OWNER_ONLY_FILE = 0o600
const OWNER_ONLY_FOLDER = 0o700

/** Writes a new file; with `fsync` it is on the disk itself when this resolves. */
export async function writeNewFile(path: string, content: Buffer, fsync: boolean): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY_FILE)
  try {
    await file.writeFile(content)
    if (fsync) await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the names in a directory outlast a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows can not open a directory; NTFS journals its names by itself.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Makes a directory and what is missing above it. */
export async function makeFolder(path: string, fsync: boolean): Promise<void> {
  const highest = await makeMissing(path)
  if (!fsync || highest === undefined) return
  for (let made = path; made.length >= highest.length; made = dirname(made)) await syncFolder(dirname(made))
}

/**
 * Makes what is missing, from above. Node's own `recursive` never comes to an end where a folder can not be made though the one above it is there,
 * as below /proc.
 *
 * @returns the highest that was made; undefined when all was there
 */
async function makeMissing(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { mode: OWNER_ONLY_FOLDER })
    return path
  } catch (error) {
    if (await isFolder(path)) return undefined
    const above = dirname(path)
    if (errorCode(error) !== 'ENOENT' || above === path) throw error
    // Another process may have made it meanwhile.
    const highest = (await isFolder(above)) ? undefined : await makeMissing(above)
    await makeSubfolder(path)
    return highest ?? path
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  )
}

/** Makes a directory within one that has to be there; does nothing when it is there already. */
export async function makeSubfolder(path: string): Promise<void> {
  await mkdir(path, { mode: OWNER_ONLY_FOLDER }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
}
