import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The package as a user gets it: packed from a copy of the checkout and installed, with XState alone, in an empty project. */
export interface InstalledPackage {
  readonly tarball: string
  /** A project with the package and XState. */
  readonly project: string
  /** The same project with the optional packages, React and the types of Node: where the documents' examples run. */
  readonly completeProject: string
}

type Installation = InstalledPackage | { readonly problem: string }

const noteIn = (folder: string): string => join(folder, 'installed.json')

/** Notes for all processes how the installation has gone. The note appears as a whole. */
export function noteInstallation(folder: string, installation: Installation): void {
  writeFileSync(`${noteIn(folder)}.new`, JSON.stringify(installation))
  renameSync(`${noteIn(folder)}.new`, noteIn(folder))
}

/** Waits for the package that the setup installs while other tests run already. */
export async function installedIn(folder: string): Promise<InstalledPackage> {
  while (!existsSync(noteIn(folder))) await delay(100)
  const installation: Installation = JSON.parse(readFileSync(noteIn(folder), 'utf8'))
  if ('problem' in installation) throw new Error(`The package was not installed: ${installation.problem}`)
  return installation
}
