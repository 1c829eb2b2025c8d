import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'

/** Puts a folder where all runs look for it. It appears there as a whole, so that no run takes what another has half made. */
export function publish(made: string, folder: string): void {
  try {
    renameSync(made, folder)
  } catch (error) {
    // Another run was first.
    if (!existsSync(folder) || readdirSync(folder).length === 0) throw error
    rmSync(made, { recursive: true, force: true })
  }
}
