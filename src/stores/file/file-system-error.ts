import { constants } from 'node:os'
import { StoreUnavailableError } from '../contract/store-unavailable-error.js'

const NO_HARD_LINKS = 'the file system has no hard links, which the store needs. Use another disk.'

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there, and can not be made there. Name another folder.',
  EACCES: 'this process may not use it. Give its user the right to read and write there.',
  EPERM: 'the system does not allow it. The store needs a directory of its own with hard links; FAT and some network disks have none.',
  ENOTSUP: NO_HARD_LINKS,
  EOPNOTSUPP: NO_HARD_LINKS,
  ENOSYS: NO_HARD_LINKS,
  EXDEV: 'the file system makes no hard links within this directory, which the store needs. Use another disk, or one mount for all of it.',
  EMLINK: 'the file system allows no more folders or links here. Remove old conversations, or use another file system.',
  EROFS: 'the file system is read-only.',
  ENOSPC: 'no space is left on the device. Free some space and repeat the commit.',
  EDQUOT: 'the disk quota is used up. Free some space and repeat the commit.',
  EEXIST: 'a file stands where the folder should be.',
  ENOTDIR: 'a part of the path is not a directory.',
  ENAMETOOLONG: 'a name in the path is too long for the file system.',
  EMFILE: 'this process has too many files open.',
  ENFILE: 'the system has too many files open.',
  EINVAL: 'the file system can not do this. If it can not sync its directories, open the store with { fsync: false } or use another disk.',
  EIO: 'the disk reports an error. Check it before going on.',
}

/** Returns the system's code of a failed file operation, `ENOENT` for example; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return UNNAMED.test(error.code) && 'errno' in error ? (nameOf(error.errno) ?? error.code) : error.code
}

/** What Node calls an error that it has no name for: `EDQUOT` is one of them. */
const UNNAMED = /^Unknown system error /

function nameOf(errno: unknown): string | undefined {
  return Object.entries(constants.errno).find(([, number]) => number === Math.abs(Number(errno)))?.[0]
}

/** Runs a file operation; gives undefined where the file or folder is not there. */
export async function unlessMissing<Result>(operation: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await operation()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Turns what the file system throws into an error that says what to do; passes every other error on. */
export async function explainingFailures<Result>(directory: string, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation()
  } catch (error) {
    const code = errorCode(error)
    // Our own errors have codes too, but no system call.
    if (code === undefined || !(error instanceof Error) || !('syscall' in error)) throw error
    const place = 'path' in error && typeof error.path === 'string' ? error.path : directory
    throw new StoreUnavailableError(code, `The file store can not use ${place} (${code}): ${EXPLANATIONS[code] ?? `${error.message}.`}`, {
      cause: error,
    })
  }
}
