import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../packaging/repository.js'
import { runCommand } from '../packaging/run-command.js'

/** A wrong file, and the rule that must report it. */
const wrong = [
  [
    'a type taken from a later layer',
    'diagnostics/upward.ts',
    `export type { ConversationFlow } from '../definition/flow.js'`,
    'diagnostics-imports-only-earlier-layers',
  ],
  ['a client outside its folder', 'model/client.ts', `export { default as OpenAI } from 'openai'`, 'only-model-openai-imports-openai'],
  [
    'OpenTelemetry outside its folder',
    'conversation/tracing.ts',
    `export { trace } from '@opentelemetry/api'`,
    'only-otel-imports-opentelemetry',
  ],
  ['IndexedDB outside its store', 'stores/browser.ts', `export { get } from 'idb-keyval'`, 'only-store-idb-imports-idb-keyval'],
  ['XState in a lower layer', 'conditions/actor.ts', `export { createActor } from 'xstate'`, 'only-few-folders-import-xstate'],
  ['a way round to the regex engine', 'compile/heavy.ts', `export * from '../conditions/regex/engine-user.js'`, 'running-brings-no-engine'],
  ['a development dependency', 'conversation/tool.ts', `export { build } from 'esbuild'`, 'runtime-dependencies-are-declared'],
  ['analysis used at run time', 'conversation/analyzing.ts', `export * from '../analysis/some-rule.js'`, 'tools-stay-beside'],
  ['Node in the main entry', 'index.ts', `export * from './diagnostics/files.js'`, 'index-runs-anywhere'],
  [
    'the compiler in a conversation',
    'conversation/compiling.ts',
    `export * from '../compile/compile-flow.js'`,
    'conversation-never-imports-compile',
  ],
  [
    'the compiler in the entry for generated machines',
    'runtime.ts',
    `export * from './conversation/compiling.js'`,
    'runtime-entry-never-reaches-compile',
  ],
  [
    'a record that knows of open conversations',
    'conversation/record/upward.ts',
    `export * from '../live/job.js'`,
    'conversation-record-imports-only-earlier-folders',
  ],
  ['half of a cycle', 'diagnostics/chicken.ts', `export * from './egg.js'`, 'no-cycles'],
  ['a file that nobody knows', 'diagnostics/lonely.ts', 'export const lonely = true', 'no-orphans'],
  ['an import of nothing', 'diagnostics/broken.ts', `export * from './no-such-file.js'`, 'everything-resolves'],
  ['the command line as a library', 'conversation/program.ts', `export * from '../cli/some-command.js'`, 'cli-is-an-end'],
] as const

/** What the wrong files lean on; right where they are. */
const helpers = {
  'conditions/regex/engine-user.ts': `export { RE2JS } from 're2js'`,
  'analysis/some-rule.ts': `export type { Diagnostic } from '../diagnostics/diagnostic.js'`,
  'cli/some-command.ts': `export type { Diagnostic } from '../diagnostics/diagnostic.js'`,
  'diagnostics/files.ts': `export { readFileSync } from 'node:fs'`,
  'diagnostics/egg.ts': `export * from './chicken.js'`,
}

interface Cruise {
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] }
}

describe('the import rules', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-imports-')))
  let violations: readonly string[] = []

  beforeAll(async () => {
    for (const path of ['src', '.dependency-cruiser.mjs', 'package.json'])
      cpSync(join(repository, path), join(folder, path), { recursive: true })
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, content] of Object.entries(helpers)) write(join(folder, 'src', path), content)
    for (const [, path, content] of wrong) write(join(folder, 'src', path), content)
    const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    // These files and whatever they reach: the others are the same as those of the checkout, which `npm run imports` looks at.
    const paths = wrong.map(([, path]) => `src/${path}`)
    const parameters = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...paths]
    const { output } = await runCommand(process.execPath, [program, ...parameters], folder)
    const cruise: Cruise = JSON.parse(output)
    violations = cruise.summary.violations.map(({ from, rule }) => `${from} ${rule.name}`)
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(wrong)('report %s', (_what, path, _content, rule) => {
    expect(violations).toContain(`src/${path} ${rule}`)
  })

  test('find nothing in files that keep to them', () => {
    expect(violations.filter((violation) => violation.startsWith('src/analysis/some-rule.ts '))).toEqual([])
  })
})

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${content}\n`)
}
