import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { flow as greeting } from '../../machines/simple_greeting.js'
import type { Environment } from '../../src/cli/environment.js'
import { loadFlow } from '../../src/cli/load-flow/load-flow.js'
import { expectCleanPrototypes, expectOurs, mutatedText, runs, TIME_LIMIT } from './hostile.js'

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'talkchart-fuzz-'))
})

afterAll(() => rmSync(directory, { recursive: true }))

function environment(): Environment {
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  return {
    input: Readable.from([]),
    output: silent(),
    errorOutput: silent(),
    variables: {},
    directory,
    script: 'talkchart',
    onInterrupt: () => () => undefined,
    authorErrors: new Set(),
    exit: () => undefined,
  }
}

/** A file is a flow, or there is an error that says where it is none. */
async function loads(name: string, content: string | Uint8Array): Promise<void> {
  writeFileSync(join(directory, name), content)
  try {
    const { flow } = await loadFlow(name, environment())
    expect(flow?.name).toBeTypeOf('string')
  } catch (error) {
    expectOurs(error)
    expect(error).toHaveProperty('message', expect.stringContaining(name))
  }
  expectCleanPrototypes()
}

const json = JSON.stringify(greeting, null, 2)
const bytes = fc.uint8Array({ maxLength: 300 })

test(
  'any JSON file is a flow, or is refused',
  async () => {
    const content = fc.oneof(mutatedText(json), fc.json(), fc.string({ unit: 'binary' }), bytes)
    await fc.assert(
      fc.asyncProperty(content, (written) => loads('flow.json', written)),
      runs(100),
    )
  },
  TIME_LIMIT,
)

test(
  'any YAML file is a flow, or is refused',
  async () => {
    const content = fc.oneof(mutatedText(stringify(greeting)), mutatedText(json), fc.json(), fc.string({ unit: 'binary' }), bytes)
    await fc.assert(
      fc.asyncProperty(content, (written) => loads('flow.yaml', written)),
      runs(100),
    )
  },
  TIME_LIMIT,
)

const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((name, index) => {
    const before = 'abcdefghi'[index]
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`
  }),
].join('\n')

test.each([
  ['flow.json', 'nothing', ''],
  ['flow.json', 'ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['flow.json', 'a million levels, never closed', '{"a":'.repeat(1_000_000)],
  ['flow.json', 'a prototype', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
  ['flow.json', 'five megabytes of one name', JSON.stringify({ name: 'x'.repeat(5_000_000) })],
  ['flow.yaml', 'nothing', ''],
  ['flow.yaml', 'a thousand levels', '['.repeat(1000) + ']'.repeat(1000)],
  ['flow.yaml', 'ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000)],
  [
    'flow.yaml',
    'a hundred thousand levels by indentation',
    Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  ],
  ['flow.yaml', 'aliases that grow without end', laughs],
  ['flow.yaml', 'an alias of itself', 'a: &a\n  b: *a'],
  ['flow.yaml', 'a merge of a prototype', '__proto__: { polluted: 1 }\n<<: { constructor: { prototype: { polluted: 1 } } }'],
  ['flow.yaml', 'a tag of another language', '!!js/function "function () {}"'],
  ['flow.yaml', 'several documents', 'a: 1\n---\nb: 2'],
  ['flow.yaml', 'binary data', 'name: !!binary R0lGODlh'],
  ['flow.yaml', 'a list as a key', '? [a, b]\n: 1'],
])('%s that holds %s is refused', async (name, _what, content) => {
  await loads(name, content)
})

test.each([
  '.',
  '..',
  '/',
  '\u0000',
  'a\u0000.json',
  'x'.repeat(5000),
  `${'x'.repeat(5000)}.json`,
  'folder.json/flow.json',
  '~',
  'con.json',
  '\uD800.yaml',
])('a reference like %j is refused', async (reference) => {
  const loading = loadFlow(reference, environment())
  expectOurs(
    await loading.then(
      () => undefined,
      (error: unknown) => error,
    ),
  )
})
