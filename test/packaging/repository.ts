import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The checkout's top folder, with a slash at its end. */
export const repository = join(import.meta.dirname, '../../')

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly imports: Readonly<Record<string, Readonly<Record<'development' | 'browser' | 'default', string>>>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** This package's package.json. */
export const manifest: Manifest = JSON.parse(readFileSync(`${repository}package.json`, 'utf8'))
