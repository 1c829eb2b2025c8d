import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manifest, repository } from '../packaging/repository.js'
import { runSuccessfully } from '../packaging/run-command.js'

const read = (path: string): string => readFileSync(`${repository}${path}`, 'utf8')

/** The files that git knows and that are still there. */
async function trackedFiles(): Promise<string[]> {
  const listed = await runSuccessfully('git', ['ls-files', '-z'], repository)
  return listed.split('\0').filter((path) => path !== '' && existsSync(`${repository}${path}`))
}

/** What no tracked file may hold. The patterns are written so that they do not find themselves. */
const UNWANTED = {
  'a path of somebody’s machine': /(?<![\w.~-])\/(?:home\/\w|Users\/\w|root\/|work\/|private\/var\/)/,
  'an access key': /\b(?:sk-(?:proj-)?[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16})\b/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY/,
  'a registry’s credentials': /(?:_authToken|_password)\s*=/,
}

describe('the repository', () => {
  test('locks versions without naming a registry, so that an install asks the one in use', () => {
    const lock: { packages: Record<string, object> } = JSON.parse(read('package-lock.json'))
    expect(Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry)).toEqual([])
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true')
  })

  test('locks the binaries of every platform that a tool ships for, so that npm ci works on each', () => {
    const lock: { packages: Record<string, { optionalDependencies?: object }> } = JSON.parse(read('package-lock.json'))
    const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    const locked = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''))
    expect(wanted.filter((name) => !locked.includes(name))).toEqual([])
  })

  test('holds no machine path and no secret', async () => {
    const findings = (await trackedFiles()).flatMap((path) => {
      const content = read(path)
      return Object.entries(UNWANTED).flatMap(([what, pattern]) => {
        const found = pattern.exec(content)
        return found ? [`${path} holds ${what}: ${found[0]}`] : []
      })
    })
    expect(findings).toEqual([])
  })

  test('keeps its top level to what a newcomer needs', async () => {
    const top = new Set((await trackedFiles()).map((path) => path.split('/')[0] ?? '').filter((name) => !name.startsWith('.')))
    const allowed = 'CHANGELOG.md CONTRIBUTING.md LICENSE README.md docs machines package-lock.json package.json src test tsconfig.json'
    expect(allowed.split(' ')).toEqual(expect.arrayContaining([...top]))
  })

  test('points the compiler at the source of every entry and every import of the package', () => {
    const { compilerOptions } = JSON.parse(read('tsconfig.json'))
    const expected = Object.entries(manifest.exports).flatMap(([entry, target]) => {
      if (typeof target === 'string') return []
      return [[`talkchart${entry.slice(1)}`, [sourceOf(target.default)]]]
    })
    const own = Object.entries(manifest.imports).map(([name, target]) => [name, [sourceOf(target.default)]])
    expect(compilerOptions.paths).toEqual(Object.fromEntries([...own, ...expected]))
  })
})

function sourceOf(built: string): string {
  return built.replace('./dist/machines/', './machines/').replace('./dist/', './src/').replace(/\.js$/, '.ts')
}
