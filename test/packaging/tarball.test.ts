import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { linksOf } from '../docs/links.js'
import { installedIn } from './installed-package.js'
import { manifest, repository } from './repository.js'
import { runCommand } from './run-command.js'

const { tarball, project } = await installedIn(inject('packageFolder'))
const installed = join(project, 'node_modules/talkchart')
const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))

const textOf = (file: string): string => readFileSync(join(installed, file), 'utf8')

describe('the packed package', () => {
  test('holds the library, its source and its documents, and nothing else', () => {
    const kinds = [
      /^dist\/.+\.(?:js|d\.ts|js\.map|d\.ts\.map|json)$/,
      /^src\/.+\.ts$/,
      /^src\/definition\/flow\.schema\.json$/,
      /^(?:dist|src)\/conditions\/kinds\/sentiment\/lexicon\.(?:cjs|d\.cts)$/,
      /^(?:dist|src)\/conditions\/fields\/chrono\.(?:cjs|d\.cts)$/,
      /^dist\/page\/(?:index\.html|app\.css)$/,
      /^src\/page\/[\w/-]+\.(?:tsx|css|html)$/,
      /^machines\/\w+\.ts$/,
      /^docs\/.+\.(?:md|svg)$/,
    ]
    const extra = files.filter((file) => !kinds.some((kind) => kind.test(file))).sort()
    expect(extra).toEqual(['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'package.json'])
  })

  test('takes a debugger and an editor from each built file to its source', () => {
    // The page of the playground is one file of many, some of them not ours.
    const built = files.filter((file) => /^dist\/.+\.(?:js|d\.ts)$/.test(file) && file !== 'dist/page/app.js')
    expect(built.length).toBeGreaterThan(100)
    const lost = built.flatMap((file) => {
      if (!files.includes(`${file}.map`)) return [file]
      const { sources }: { readonly sources: readonly string[] } = JSON.parse(textOf(`${file}.map`))
      return sources.map((source) => join(file, '..', source)).filter((source) => !files.includes(source))
    })
    expect(lost).toEqual([])
  })

  test('holds whatever its documents link to', () => {
    const pages = files.filter((file) => file.endsWith('.md'))
    const targets = pages.flatMap((page) => linksOf(page, textOf(page)).map(({ file, target }) => ({ page, file, target })))
    expect(targets.length).toBeGreaterThan(100)
    expect(targets.filter(({ file }) => !existsSync(join(installed, file)))).toEqual([])
  })

  test('is built whenever it is packed', () => expect(manifest.scripts['prepack']).toBe('npm run build'))

  test('is nothing that npm runs a script of, or warns about', () => {
    expect(Object.keys(manifest.scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:pre|post)?(?:install|prepare|prepublish)$/)]),
    )
  })

  test('is well-formed by publint', async () => {
    const result = await runCommand(process.execPath, [join(repository, 'node_modules/publint/src/cli.js'), tarball, '--strict'], project)
    expect(result.output).toContain('All good!')
    expect(result.exitCode, result.output).toBe(0)
  })
})
