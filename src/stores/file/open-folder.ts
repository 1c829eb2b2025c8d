import { type FileHandle, open, stat } from 'node:fs/promises'
import { unlessMissing } from './file-system-error.js'

/** A conversation's folder that is held open, so that no other folder can get its identity meanwhile. */
export interface OpenFolder {
  /** Tells whether the path still leads to this folder: a removed conversation's folder is another than that of a new one with the same id. */
  isSame(): Promise<boolean>
}

/**
 * Runs an operation while a folder is held open.
 *
 * @returns undefined when there is no such folder
 */
export async function withFolder<Result>(path: string, operation: (folder: OpenFolder) => Promise<Result>): Promise<Result | undefined> {
  const handle = await unlessMissing(() => hold(path))
  if (handle === undefined) return undefined
  try {
    const identity = await identityOf(handle ?? path)
    return await operation({ isSame: async () => (await unlessMissing(() => identityOf(path))) === identity })
  } finally {
    await handle?.close()
  }
}

/**
 * Opens the folder: while it is open, its inode's number is not given to another. Its birth time would not do, since some file systems keep none
 * and tell the time of the last change. Windows can not open a directory, has a birth time, and gives no number twice.
 */
async function hold(path: string): Promise<FileHandle | null> {
  return process.platform === 'win32' ? null : await open(path, 'r')
}

async function identityOf(folder: FileHandle | string): Promise<string> {
  const facts = await (typeof folder === 'string' ? stat(folder, { bigint: true }) : folder.stat({ bigint: true }))
  return process.platform === 'win32' ? `${facts.ino} ${facts.birthtimeNs}` : `${facts.dev} ${facts.ino}`
}
