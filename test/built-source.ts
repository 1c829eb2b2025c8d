import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What Node loads itself: the files of the package as they are built. */
export const BUILT_FILES = new RegExp(`^${root.replace(/\W/g, '\\$&')}dist/(?!page/)`)

/**
 * Lets the built package stand for its source, whoever imports it and by whatever name, so that all see the same modules. Node loads the files
 * of `dist` itself, which takes each process of the tests a fifth of what it takes to have the source compiled and handed over.
 */
export function builtSource(): Plugin {
  return {
    name: 'built-source',
    enforce: 'pre',
    resolveId(path, importer) {
      if (importer === undefined || !/^[./].*\.[jt]s$/.test(path)) return undefined
      const built = builtFrom(resolve(dirname(importer), path))
      return built !== undefined && existsSync(built) ? built : undefined
    },
  }
}

function builtFrom(file: string): string | undefined {
  const [, folder, path] = file.startsWith(root) ? (/^(src|machines)\/(.*)\.[jt]s$/.exec(file.slice(root.length)) ?? []) : []
  return folder && `${root}dist/${folder === 'machines' ? 'machines/' : ''}${path}.js`
}
