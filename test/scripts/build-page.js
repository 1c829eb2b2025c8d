import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the page of `talkchart play` into a folder: `index.html`, `app.js` and `app.css`. */
export async function buildPage(folder) {
  mkdirSync(folder, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['src/page/app.tsx', 'src/page/app.css'],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'error',
  })
  copyFileSync(`${root}src/page/index.html`, `${folder}/index.html`)
}
