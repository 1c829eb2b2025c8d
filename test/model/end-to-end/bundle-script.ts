import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { ownImports } from '../../source-aliases.js'

/** Makes of a TypeScript file one that Node runs in a process of its own, without a loader to wait for. */
export async function bundleScript(url: URL): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-script-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'script.cjs')
  await build({
    entryPoints: [fileURLToPath(url)],
    outfile,
    bundle: true,
    alias: ownImports(),
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  })
  return outfile
}
