import { join } from 'node:path'
import { runCommand } from './run-command.js'

/** Node 22 and newer, for packages that ask for it; or why there is none. */
export type NewerNode = { readonly program: string } | { readonly missing: string }

const VERSION = '24'

/** Finds a Node of at least 22: this one, else the one that the registry's package `node` brings into a folder. */
export async function newerNode(folder: string): Promise<NewerNode> {
  if (Number.parseInt(process.versions.node, 10) >= 22) return { program: process.execPath }
  const installed = await runCommand(
    'npm',
    ['install', `node@${VERSION}`, '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund'],
    folder,
  )
  const program = join(folder, 'node_modules/node/bin/node')
  const { exitCode, output } = await runCommand(program, ['--version'], folder).catch((error: Error) => ({
    exitCode: 1,
    output: error.message,
  }))
  if (exitCode === 0) return { program }
  return { missing: `there is no Node ${VERSION} for this machine: ${installed.exitCode === 0 ? output : installed.output}` }
}
