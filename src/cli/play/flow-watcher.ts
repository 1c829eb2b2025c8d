import { createHash } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** A change is looked at when nothing was written for so long: editors write in several steps. */
const QUIET_MILLISECONDS = 80

/** How soon it is looked again for a file that is gone: its folder may be gone too, and one that takes its place is not the one that is watched. */
const GONE_MILLISECONDS = 500

const GONE = 'gone'

/** Tells of changes to a few files. Their folders are watched, since most editors put a new file in the place of the old one. */
export class FlowWatcher {
  readonly #onChange: () => Promise<void>
  readonly #onProblem: (message: string) => void
  readonly #folders = new Map<string, FSWatcher>()
  /** What each file held when it was last looked at, before it was loaded. */
  #held: ReadonlyMap<string, string> = new Map()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #hasEnded = false

  /** @param onChange is called when the files hold something else than before, and never twice at a time */
  constructor(onChange: () => Promise<void>, onProblem: (message: string) => void) {
    this.#onChange = onChange
    this.#onProblem = onProblem
  }

  /**
   * Watches these files from now on, and no others. What is watched already may have been changed since it was loaded, and is not read here:
   * it is held against what was looked at before.
   */
  async watch(files: readonly string[]): Promise<void> {
    const folders = new Set(files.map((file) => dirname(file)))
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue
      watcher.close()
      this.#folders.delete(folder)
    }
    for (const folder of folders) this.#watchFolder(folder)
    const before = this.#held
    const read = await readAll(files.filter((file) => !before.has(file)))
    this.#held = new Map(files.map((file) => [file, before.get(file) ?? read.get(file) ?? GONE]))
  }

  end(): void {
    this.#hasEnded = true
    clearTimeout(this.#timer)
    for (const watcher of this.#folders.values()) watcher.close()
    this.#folders.clear()
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder) || this.#hasEnded) return
    const fail = (error: Error) => this.#onProblem(`Changes in ${folder} can not be watched: ${error.message}`)
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => this.#hear(name))
      watcher.on('error', fail)
      this.#folders.set(folder, watcher)
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #hear(name: string | null): void {
    const isOurs = name === null || [...this.#held.keys()].some((file) => basename(file) === name)
    if (!isOurs || this.#hasEnded) return
    this.#lookAfter(QUIET_MILLISECONDS)
  }

  #lookAfter(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#looking = this.#looking.then(() => this.#look())
    }, milliseconds)
  }

  async #look(): Promise<void> {
    const before = this.#held
    const found = await readAll([...before.keys()])
    if (this.#hasEnded) return
    // Meanwhile other files have come to be watched.
    if (this.#held !== before) return await this.#look()
    if (hasGone(found)) this.#lookAfter(GONE_MILLISECONDS)
    else if (hasGone(before)) this.#watchAnew()
    if ([...found].every(([file, content]) => before.get(file) === content)) return
    this.#held = found
    await this.#onChange().catch((error: unknown) => this.#onProblem(error instanceof Error ? error.message : String(error)))
  }

  #watchAnew(): void {
    const folders = [...this.#folders.keys()]
    for (const watcher of this.#folders.values()) watcher.close()
    this.#folders.clear()
    for (const folder of folders) this.#watchFolder(folder)
  }
}

/** Returns for each file something that is another when it holds something else, or is gone. */
async function readAll(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file).then(digestOf, () => GONE)] as const)))
}

function hasGone(held: ReadonlyMap<string, string>): boolean {
  return [...held.values()].includes(GONE)
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
