import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  readonly imports: Readonly<Record<string, Readonly<Record<'development' | 'browser' | 'default', string>>>>
}

const manifest: Manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/** Tests run on the source: each entry of the package, and each of its own imports, stands for the file that it is built from. */
export function sourceAliases(platform: 'browser' | 'default' = 'default'): { find: RegExp; replacement: string }[] {
  const entries = Object.entries(manifest.exports).flatMap(([entry, built]) => {
    if (typeof built === 'string') return []
    const name = entry.replace(/^\.(?=\/|$)/, 'talkchart').replace('*', '(.+)')
    return [{ find: new RegExp(`^${name}$`), replacement: sourceOf(built.default).replace('*', '$1') }]
  })
  const own = Object.entries(ownImports(platform)).map(([name, file]) => ({ find: new RegExp(`^${name}$`), replacement: file }))
  return [...entries, ...own]
}

/** The source files behind the package's own imports, as esbuild's `alias` takes them. */
export function ownImports(platform: 'browser' | 'default' = 'default'): Record<string, string> {
  return Object.fromEntries(Object.entries(manifest.imports).map(([name, built]) => [name, sourceOf(built[platform])]))
}

function sourceOf(built: string): string {
  return root + built.replace('./dist/machines/', 'machines/').replace('./dist/', 'src/').replace(/\.js$/, '.ts')
}
