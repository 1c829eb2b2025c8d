import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { manifest } from '../packaging/repository.js'
import { withAssertions } from './assertions.js'
import { docExamples } from './doc-comments.js'
import { withImports } from './example-imports.js'
import { checkTypes, type ModuleResult, runModules } from './example-project.js'
import { type CodeBlock, codeBlocks, pages } from './markdown.js'

interface Example {
  readonly title: string
  readonly code: string
  readonly run: boolean
}

const { completeProject } = await installedIn(inject('packageFolder'))
const built = join(completeProject, 'node_modules/talkchart/dist')

const isContinued = (block: CodeBlock | undefined): boolean => block?.remark.startsWith('continued') ?? false

/** `continued` puts a block after the one before it on its page. That one is run as its beginning, and is not run alone. */
function fromPage(page: string): Example[] {
  const blocks = codeBlocks(page).filter(({ language }) => language === 'ts')
  const codes: string[] = []
  return blocks.map((block, index) => {
    const code = isContinued(block) ? `${codes.at(-1)}\n${block.code}` : block.code
    codes.push(code)
    return { title: `${page}:${block.line}`, code, run: !block.remark.startsWith('no-run') && !isContinued(blocks[index + 1]) }
  })
}

/** Examples in doc comments see what their own file exports, and every entry of the package. */
async function fromDocComments(): Promise<Example[]> {
  const entries = Object.entries(manifest.exports).filter(([entry, target]) => typeof target !== 'string' && !entry.includes('*'))
  const modules = entries.map(([entry]) => `talkchart${entry.slice(1)}`).reverse()
  const targets = entries.map(([, target]) => (typeof target === 'string' ? target : target.default)).reverse()
  const published = (
    await Promise.all(targets.map((target, index) => exporters(join(built, '..', target), modules[index] ?? target)))
  ).flat()
  const examples = docExamples().map(async ({ file, line, code, notRun }) => {
    const own = join(built, file.replace(/^src\//, '').replace(/\.ts$/, '.js'))
    const names = new Map([...(await exporters(own, own)), ...published])
    return { title: `${file}:${line}`, code: withImports(code, names), run: notRun === undefined }
  })
  return Promise.all(examples)
}

async function exporters(file: string, module: string): Promise<[string, string][]> {
  const exported: object = await import(file)
  return Object.keys(exported).map((name) => [name, module])
}

const named = (kind: string, list: readonly Example[]) => list.map((example, index) => ({ ...example, name: `${kind}-${index + 1}` }))

// All in one folder, so that the compiler reads the package once.
const folder = join(completeProject, 'examples')
const ofPages = named('page', pages.flatMap(fromPage))
const ofDocComments = named('comment', await fromDocComments())
const examples = [...ofPages, ...ofDocComments]
const runnable = examples.filter(({ run }) => run)

/** In a folder and a process of their own: what examples keep there must not meet that of others. */
function runExamples(group: readonly (Example & { readonly name: string })[]): Promise<ReadonlyMap<string, ModuleResult>> {
  const place = mkdtempSync(join(completeProject, 'examples-'))
  return runModules(
    place,
    group.filter(({ run }) => run).map(({ name, code }) => ({ name, code: withAssertions(code) })),
  )
}

const titled = <Titled extends { readonly title: string }>(example: Titled) => [example.title, example] as const

describe('the examples', () => {
  let problems: readonly string[] = []
  let results: ReadonlyMap<string, ModuleResult> = new Map()

  beforeAll(async () => {
    mkdirSync(folder)
    for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code)
    const [checked, ...ran] = await Promise.all([checkTypes(folder), runExamples(ofPages), runExamples(ofDocComments)])
    problems = checked.output.split('\n')
    results = new Map(ran.flatMap((group) => [...group]))
  }, 600_000)

  test('are there, of pages and of doc comments', () => {
    expect(ofPages).not.toEqual([])
    expect(ofDocComments).not.toEqual([])
  })

  test.each(examples.map(titled))('%s holds its types', (_title, { name, code }) => {
    expect(
      problems.filter((problem) => problem.startsWith(`${name}.ts`)),
      code,
    ).toEqual([])
  })

  test.each(runnable.map(titled))('%s does what it says', (_title, { name, code }) => {
    const result = results.get(name)
    expect(result?.isRight, `${code}\n\n${result?.output}`).toBe(true)
  })
})
