import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newerNode } from '../../packaging/newer-node.js'
import { repository } from '../../packaging/repository.js'
import { runCommand } from '../../packaging/run-command.js'

const PACKAGES = ['@restatedev/restate-sdk@1.17.2', '@restatedev/restate-server@1.7.12']

/** A project in which a service of Restate runs; or why there is none. */
export type InstalledRestate = { readonly folder: string; readonly node: string } | { readonly missing: string }

/**
 * Installs the SDK and the server of Restate into a folder, for a Node that both run on.
 *
 * @param talkchart the package that the service uses; the one built here by default
 */
export async function installRestate(folder: string, talkchart = repository): Promise<InstalledRestate> {
  const node = await newerNode()
  if ('missing' in node) return { missing: `The SDK of Restate asks for Node 22, and ${node.missing}` }
  const project = join(folder, 'service')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  // The server's package has a script that tells its maker of each installation.
  const parameters = ['install', ...PACKAGES, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  const { exitCode, output } = await runCommand('npm', parameters, project)
  const server = join(project, `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`)
  if (exitCode !== 0 || !existsSync(server)) return { missing: `there is no server of Restate for this machine: ${output}` }
  symlinkSync(talkchart, join(project, 'node_modules/talkchart'))
  return { folder: project, node: node.program }
}
