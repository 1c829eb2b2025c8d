import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { ownImports } from '../source-aliases.js'
import type { BuiltPage } from './built-page.js'

/** The packages of each version of React that the pages are built with. */
const VERSIONS = {
  19: {},
  18: { react: 'react-18', 'react-dom': 'react-dom-18' },
} as const

export type ReactVersion = keyof typeof VERSIONS

/** Builds the page of components once with each version of React, as a project in development would: Strict Mode does nothing elsewhere. */
export async function buildReactPages(): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-react-'))
  await Promise.all(
    Object.entries(VERSIONS).map(async ([version, packages]) => {
      const outdir = join(folder, version)
      mkdirSync(outdir)
      writeFileSync(
        join(outdir, 'index.html'),
        '<!doctype html><title>Components</title><script type="module" src="components.js"></script>',
      )
      await build({
        entryPoints: [fileURLToPath(new URL('page/components.ts', import.meta.url))],
        outdir,
        bundle: true,
        splitting: true,
        format: 'esm',
        target: 'es2022',
        alias: { ...ownImports('browser'), ...packages },
        define: { 'process.env.NODE_ENV': '"development"' },
        logLevel: 'error',
      })
    }),
  )
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
