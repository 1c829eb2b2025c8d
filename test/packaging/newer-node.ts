import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publish } from '../publish-folder.js'
import { runCommand } from './run-command.js'

/** Node 22 and newer, for packages that ask for it; or why there is none. */
export type NewerNode = { readonly program: string } | { readonly missing: string }

const VERSION = '24.21.0'

/** Finds a Node of at least 22: this one, else the one that the registry's package `node` brings, once for all runs. */
export async function newerNode(): Promise<NewerNode> {
  if (Number.parseInt(process.versions.node, 10) >= 22) return { program: process.execPath }
  const folder = join(tmpdir(), `talkchart-node-${VERSION}-${process.getuid?.() ?? 'user'}`)
  const program = join(folder, 'node_modules/node/bin/node')
  const problem = existsSync(program) ? undefined : await install(folder)
  return problem === undefined ? { program } : { missing: `there is no Node ${VERSION} for this machine: ${problem}` }
}

/** Returns why it can not be installed. */
async function install(folder: string): Promise<string | undefined> {
  const place = mkdtempSync(`${folder}-`)
  const problem = await installIn(place)
  if (problem === undefined) publish(place, folder)
  else rmSync(place, { recursive: true, force: true })
  return problem
}

async function installIn(place: string): Promise<string | undefined> {
  const parameters = ['install', `node@${VERSION}`, '--prefix', place, '--prefer-offline', '--no-audit', '--no-fund']
  const installed = await runCommand('npm', parameters, place)
  if (installed.exitCode !== 0) return installed.output
  const { exitCode, output } = await runCommand(join(place, 'node_modules/node/bin/node'), ['--version'], place).catch((error: Error) => ({
    exitCode: 1,
    output: error.message,
  }))
  return exitCode === 0 ? undefined : output
}
