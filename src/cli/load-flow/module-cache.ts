import { createRequire } from 'node:module'
import { sep } from 'node:path'

/** Where what was imported of TypeScript and JavaScript is kept, for this process. */
const { cache } = createRequire(import.meta.url)

/** Returns the files of a folder, and of the folders in it, that modules were imported from; those of packages are nobody's to edit. */
export function importedFrom(folder: string): readonly string[] {
  return Object.keys(cache).filter((path) => path.startsWith(folder + sep) && !path.includes(`${sep}node_modules${sep}`))
}

/** Lets what was imported from these files be read again by the next import. */
export function forgetImports(paths: readonly string[]): void {
  for (const path of paths) delete cache[path]
}
