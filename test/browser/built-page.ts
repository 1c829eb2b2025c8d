import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sourceAliases } from '../source-aliases.js'

const page = fileURLToPath(new URL('page/', import.meta.url))

export interface BuiltPage {
  readonly folder: string
  remove(): void
}

/** Builds a page of this folder with Vite, as a front-end project would. */
export async function buildPage(name: 'index' | 'remote' | 'store'): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-page-'))
  // Most of those who serve a page have it built already.
  const { build } = await import('vite')
  await build({
    root: page,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: sourceAliases('browser') },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      rollupOptions: { input: { [name]: join(page, `${name}.html`) } },
    },
  })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

/** One file of a built page. */
export function serveFile({ folder }: BuiltPage, path: string): Response {
  const name = path === '/' ? 'index.html' : path.slice(1)
  if (!/^(?:\w[\w-]*\/)*[\w.-]+$/.test(name)) return new Response(null, { status: 404 })
  try {
    return new Response(readFileSync(join(folder, name)), {
      headers: { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' },
    })
  } catch {
    return new Response(null, { status: 404 })
  }
}
