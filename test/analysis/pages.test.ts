import { readdirSync, readFileSync } from 'node:fs'
import { analysisCodes } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { diagnosticsOf } from './flow-of.js'

const repository = new URL('../../', import.meta.url)
const folder = new URL('docs/diagnostics/', repository)
const SHARED = ['README.md', 'not-well-formed.md']

const pages = readdirSync(folder)
  .filter((file) => !SHARED.includes(file))
  .map((file): [string, string] => [file.slice(0, -'.md'.length), read(`docs/diagnostics/${file}`)])

function read(path: string): string {
  return readFileSync(new URL(path, repository), 'utf8')
}

function matchesOf(text: string, pattern: RegExp): readonly (readonly string[])[] {
  return [...text.matchAll(pattern)].map((match) => match.slice(1))
}

describe('every code', () => {
  test('has a page', () => {
    expect(pages.map(([code]) => code).toSorted()).toEqual(analysisCodes.toSorted())
  })

  test('stands in the index', () => {
    const listed = matchesOf(read('docs/diagnostics/README.md'), /^- \[([a-z-]+)\]\(\1\.md\)/gm).flat()
    expect(listed.toSorted()).toEqual([...analysisCodes, 'not-well-formed'].toSorted())
  })

  test('that keeps a flow from being compiled is listed', () => {
    const sources = ['src/conditions', 'src/definition', 'src/compile'].flatMap((path) =>
      readdirSync(new URL(path, repository), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(`${path}/${file}`)),
    )
    const given = matchesOf(sources.join('\n'), /(?:makeDiagnostic|#refuse)\(\s*'([a-z]+(?:-[a-z]+)+)',/g).flat()
    const shared = matchesOf(read('docs/diagnostics/not-well-formed.md'), /`([a-z]+(?:-[a-z]+)+)`/g).flat()
    expect(given.length).toBeGreaterThan(40)
    expect(given.filter((code) => !shared.includes(code) && !analysisCodes.includes(code))).toEqual([])
  })
})

describe.each(pages)('the page of %s', (code, page) => {
  const reported = matchesOf(page, /```yaml reported\n([\s\S]*?)```\n\n```text\n([\s\S]*?)\n?```/g)
  const clean = matchesOf(page, /```yaml clean\n([\s\S]*?)```/g)

  test('is headed by the code', () => expect(page.startsWith(`# ${code}\n`)).toBe(true))

  test('shows flows of both kinds', () => {
    expect(reported.length).toBeGreaterThan(0)
    expect(clean.length).toBeGreaterThan(0)
  })

  test.each(reported)('shows what is reported, word for word (%#)', (flow = '', expected = '') => {
    expect(diagnosticsOf(flow, [code])).toBe(expected)
  })

  test.each(clean)('shows a flow that is in order (%#)', (flow = '') => {
    expect(diagnosticsOf(flow, [code])).toBe('')
  })
})
