import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileFlow } from 'talkchart'
import { toMachineSource } from 'talkchart/analysis'
import { afterAll, expect, test } from 'vitest'
import { readyFlows } from '../analysis/ready-flows.js'
import { runSuccessfully } from './run-command.js'

// Stately's editor and its extension for VS Code read machines with this package. It needs XState 4, so it has a folder of its own.
const folder = mkdtempSync(join(tmpdir(), 'stately-reader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'package.json'), '{"private":true}')
const packages = ['@xstate/machine-extractor@0.16.0', 'xstate@4.38.3']
await runSuccessfully('npm', ['install', ...packages, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
const { extractMachinesFromFile } = createRequire(join(folder, 'package.json'))('@xstate/machine-extractor')

interface Node {
  readonly on?: Readonly<Record<string, unknown>>
  readonly always?: unknown
  readonly invoke?: unknown
  readonly states?: Readonly<Record<string, Node>>
}

const listOf = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat())
const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined

/** Every transition, with where it stands and where it leads. `onSnapshot` is none of XState 4. */
function transitionsOf({ on = {}, always, invoke, states = {} }: Node, path = ''): readonly string[] {
  const ways: readonly (readonly [string, unknown])[] = [
    ...Object.entries(on),
    ['always', always],
    ...listOf(invoke).flatMap((actor) => ['onDone', 'onError'].map((key) => [key, property(actor, key)] as const)),
  ]
  const own = ways.flatMap(([event, found]) => listOf(found).map((way) => `${path} ${event} ${String(property(way, 'target'))}`))
  return [...own, ...Object.entries(states).flatMap(([name, node]) => transitionsOf(node, `${path}/${name}`))]
}

function statesOf({ states = {} }: Node, path = ''): readonly string[] {
  return Object.entries(states).flatMap(([name, node]) => [`${path}/${name}`, ...statesOf(node, `${path}/${name}`)])
}

/** Large, and of no state or transition that is of another shape than those of the others. */
const LARGE = ['customer_support', 'sales_qualification']

test.each(readyFlows.filter(([name]) => !LARGE.includes(name)))(
  'Stately reads every state and transition of the generated source of %s',
  (_name, flow) => {
    const { machines } = extractMachinesFromFile(toMachineSource(flow))
    expect(machines).toHaveLength(1)
    const read: Node = machines[0].toConfig()
    const config: Node = JSON.parse(JSON.stringify(compileFlow(flow).config))
    expect(statesOf(read)).toEqual(statesOf(config))
    expect(transitionsOf(read).toSorted()).toEqual(transitionsOf(config).toSorted())
  },
)
