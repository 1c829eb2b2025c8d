import { mkdirSync, writeFileSync } from 'node:fs'
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

/** `continued` puts a block after the one before it on its page. */
function fromPage(page: string): Example[] {
  const blocks = codeBlocks(page).filter(({ language }) => language === 'ts')
  const codes: string[] = []
  return blocks.map((block: CodeBlock) => {
    const code = block.remark.startsWith('continued') ? `${codes.at(-1)}\n${block.code}` : block.code
    codes.push(code)
    return { title: `${page}:${block.line}`, code, run: !block.remark.startsWith('no-run') }
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

const groups = Object.entries({ 'The pages’': pages.flatMap(fromPage), 'The doc comments’': await fromDocComments() }).map(
  ([group, examples], number) => {
    const named = examples.map((example, index) => ({ ...example, name: `example-${index + 1}` }))
    return [group, { folder: join(completeProject, `examples-${number}`), examples: named }] as const
  },
)

const titled = <Titled extends { readonly title: string }>(example: Titled) => [example.title, example] as const

describe.each(groups)('%s examples', (_group, { folder, examples }) => {
  const runnable = examples.filter(({ run }) => run)
  let problems: readonly string[] = []
  let results: ReadonlyMap<string, ModuleResult> = new Map()

  beforeAll(async () => {
    mkdirSync(folder)
    for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code)
    const modules = runnable.map(({ name, code }) => ({ name, code: withAssertions(code) }))
    const [checked, ran] = await Promise.all([checkTypes(folder), runModules(folder, modules)])
    problems = checked.output.split('\n')
    results = ran
  }, 300_000)

  test('are there', () => expect(examples).not.toEqual([]))

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
