import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const HEAVY = ['re2js', 'vader-sentiment', 'valibot']
const source = fileURLToPath(new URL('../../src', import.meta.url))

/** The packages of which a bundle of this code holds something. */
async function packagesIn(code: string): Promise<ReadonlySet<string | undefined>> {
  const { metafile } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: source },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return new Set(used.map(([path]) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]))
}

test.each([
  ['a flow of keywords', "import { compileFlow, keyword } from './index.js'\nconsole.log(compileFlow, keyword)"],
  [
    'a flow of every condition without an engine',
    "import { all, any, compileFlow, context, custom, guard, llmClassifier, not } from './index.js'\nconsole.log(compileFlow, all, any, not, context, custom, guard, llmClassifier)",
  ],
  ...['evaluate-condition', 'describe-condition', 'check-condition', 'guard-params', 'leaves', 'asked', 'witness/index'].map((table) => [
    `the table of conditions in ${table}`,
    `import * as table from './conditions/${table}.js'\nconsole.log(table)`,
  ]),
])('a bundle of %s holds no engine and no schema library', async (_name, code) => {
  const packages = await packagesIn(code)
  expect(HEAVY.filter((name) => packages.has(name))).toEqual([])
})

test.each([
  ['regex', 're2js'],
  ['sentiment', 'vader-sentiment'],
  ['parseFlow', 'valibot'],
])('a bundle with %s holds what it needs', async (name, needed) => {
  expect(await packagesIn(`import { ${name} } from './index.js'\nconsole.log(${name})`)).toContain(needed)
})
