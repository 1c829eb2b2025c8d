import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

/** Tells a process from every other. What is null can not be known here: without `/proc`, as on macOS and Windows. */
export interface ProcessIdentity {
  readonly pid: number
  /** For people who look. */
  readonly host: string
  /** A process id is given again; the time at which it was given tells the processes apart. */
  readonly startedAt: string | null
  /** Tells this run of the machine's kernel from every other. */
  readonly boot: string | null
  /** Two containers on one machine have the same boot, and process ids of their own. */
  readonly namespace: string | null
}

let own: Promise<ProcessIdentity> | undefined

/** Returns the identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= readOwnIdentity()
  return own
}

/** Tells whether a process is known to be gone. It is not known of one on another machine, or in another container. */
export async function isGone(holder: ProcessIdentity): Promise<boolean> {
  const here = await ownIdentity()
  const isNeighbour = here.boot !== null && here.namespace !== null && holder.boot === here.boot && holder.namespace === here.namespace
  if (!isNeighbour || holder.startedAt === null) return false
  return (await startOf(holder.pid)) !== holder.startedAt
}

async function readOwnIdentity(): Promise<ProcessIdentity> {
  const { pid } = process
  const [startedAt, boot, namespace] = await Promise.all([
    startOf(pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((id) => id.trim(), unknown),
    readlink('/proc/self/ns/pid').catch(unknown),
  ])
  return { pid, host: threadId === 0 ? hostname() : `${hostname()} (thread ${threadId})`, startedAt, boot, namespace }
}

/** Returns when a process was started, as its kernel counts; null for one that is not there, or is dead and not yet buried. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(unknown)
  // The program's name stands in brackets, and may hold spaces and brackets itself.
  const [state, ...facts] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z' || state === 'X' ? null : (facts[18] ?? null)
}

const unknown = (): null => null
