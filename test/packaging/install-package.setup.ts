import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { copyProject } from './copy-project.js'
import { type InstalledPackage, noteInstallation } from './installed-package.js'
import { newerNode } from './newer-node.js'
import { manifest, repository } from './repository.js'
import { runSuccessfully } from './run-command.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the package is installed; `installedIn` waits for it. */
    packageFolder: string
  }
}

const DOCUMENTS = ['docs', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE']
const PACKED = ['package.json', 'tsconfig.json', 'src', 'machines', 'test/scripts', '.npmrc', ...DOCUMENTS]

/** What the documents' examples import beside the optional packages. */
const IN_EXAMPLES = [
  '@types/node',
  'undici-types',
  '@types/pg',
  '@types/react',
  '@types/react-dom',
  'csstype',
  'react-dom',
  'hono',
  '@opentelemetry/sdk-trace-base',
]

/** Installed as they are published; their own packages come with them. */
const PUBLISHED = ['express@5.3.0', '@types/express@5.0.4']

/** What a recipe uses of Next.js, which is too large to be installed: a function that is told what a request leaves behind. It keeps it. */
const NEXT_SERVER = {
  'package.json': JSON.stringify({ name: 'next', type: 'module', exports: { './server': './server.js' } }),
  'server.js': 'export const kept = []\nexport const after = (task) => void kept.push(task)\n',
  'server.d.ts':
    'export declare function after<Result>(task: Promise<Result> | (() => Result | Promise<Result>)): void\nexport declare const kept: readonly unknown[]\n',
}

/** Copied, not linked: a link would lead to the XState of the checkout, and two copies of it do not fit together. */
const WITH_XSTATE = ['@xstate/react', 'use-isomorphic-layout-effect', 'use-sync-external-store']

const optional = Object.keys(manifest.peerDependencies).filter((name) => name !== 'xstate')

/** Begins to install the package. No test of any group begins before this returns, so that the installation goes on beside them. */
export default function beginInstallation({ provide }: TestProject): () => Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-package-')))
  provide('packageFolder', folder)
  const ended = installPackage(folder)
    .catch((error: unknown) => ({ problem: String(error) }))
    .then((installation) => noteInstallation(folder, installation))
  return async () => {
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}

async function installPackage(folder: string): Promise<InstalledPackage> {
  const tarball = await pack(join(folder, 'source'), folder)
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const xstate = `xstate@${manifest.devDependencies['xstate']}`
  await install([tarball, xstate], project)
  const completeProject = join(folder, 'complete')
  copyProject(project, completeProject)
  await install(PUBLISHED, completeProject)
  writeFiles(NEXT_SERVER, join(completeProject, 'node_modules/next'))
  for (const name of [...optional, ...IN_EXAMPLES]) link(name, completeProject)
  for (const name of WITH_XSTATE)
    cpSync(join(repository, 'node_modules', name), join(completeProject, 'node_modules', name), { recursive: true })
  // More than one file needs it.
  await newerNode()
  return { tarball, project, completeProject }
}

async function install(packages: readonly string[], project: string): Promise<void> {
  await runSuccessfully('npm', ['install', ...packages, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], project)
}

function writeFiles(files: Readonly<Record<string, string>>, folder: string): void {
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/**
 * Packs what was just built as it is, so that nobody copies so many files; else a copy, which `prepack` builds, so that a build in the
 * checkout at the same time can not get in between.
 */
async function pack(source: string, destination: string): Promise<string> {
  if (process.env['TALKCHART_BUILT'] !== undefined) {
    await runSuccessfully('npm', ['pack', '--ignore-scripts', '--pack-destination', destination], repository)
  } else {
    for (const path of PACKED) cpSync(join(repository, path), join(source, path), { recursive: true })
    symlinkSync(join(repository, 'node_modules'), join(source, 'node_modules'))
    await runSuccessfully('npm', ['pack', '--pack-destination', destination], source)
  }
  const tarball = readdirSync(destination).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${destination}`)
  return join(destination, tarball)
}

/** Lends the project a package of the checkout. */
function link(name: string, project: string): void {
  const path = join(project, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  // Some come with the published packages already.
  if (existsSync(path)) return
  symlinkSync(join(repository, 'node_modules', name), path)
}
