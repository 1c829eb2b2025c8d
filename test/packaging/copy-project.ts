import { copyFileSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Copies a project with what is installed in it. The files of packages are the same ones by another name, which takes a tenth of the time:
 * npm replaces a package as a whole, and writes into none.
 */
export function copyProject(from: string, to: string, copyFile = copyFileSync): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyProject(source, target, isPackages(from) ? linkSync : copyFile)
    // As it is: resolved, a link of `.bin` would lead back.
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else copyFile(source, target)
  }
}

/** What npm notes about packages lies beside them, and is written anew in place. */
const isPackages = (folder: string): boolean => folder.endsWith('node_modules')
