import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { repository } from './repository.js'
import { runCommand } from './run-command.js'

const { tarball, project } = inject('installedPackage')
const installed = join(project, 'node_modules/talkchart')
const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))

describe('the packed package', () => {
  test('holds the built library and its documents, and nothing else', () => {
    const extra = files.filter((file) => !/^dist\/.+\.(?:js|d\.ts|json)$/.test(file)).sort()
    expect(extra).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  })

  test('refers to no source map, since it ships no source', () => {
    const mapped = files.filter((file) => readFileSync(join(installed, file), 'utf8').includes('sourceMappingURL='))
    expect(mapped).toEqual([])
  })

  test('is well-formed by publint', async () => {
    const result = await runCommand(process.execPath, [join(repository, 'node_modules/publint/src/cli.js'), tarball, '--strict'], project)
    expect(result.output).toContain('All good!')
    expect(result.exitCode, result.output).toBe(0)
  })

  test('has types that resolve for every module resolution of ES modules', async () => {
    const attw = join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    const ignored = ['--profile', 'esm-only', '--exclude-entrypoints', './flow.schema.json']
    const result = await runCommand(process.execPath, [attw, tarball, '--no-emoji', '--no-color', ...ignored], project)
    expect(result.exitCode, result.output).toBe(0)
  })
})
