import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { ownImports } from './source-aliases.js'

/**
 * Makes of a TypeScript file one that Node runs in a process of its own, without a loader to wait for.
 *
 * @param whenDone is given what removes the file
 */
export async function bundleScript(url: URL, whenDone: (remove: () => void) => void = onTestFinished): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-script-'))
  whenDone(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'script.mjs')
  await build({
    entryPoints: [fileURLToPath(url)],
    outfile,
    bundle: true,
    alias: ownImports(),
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // What is CommonJS inside wants its require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return outfile
}
