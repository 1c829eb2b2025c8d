import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { openConversation } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'
import { first, renamed } from './flows.js'

const directory = mkdtempSync(join(tmpdir(), 'talkchart-drift-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Runs the command in the folder that holds the flow and the store. */
async function drift(...parameters: readonly string[]) {
  const output = new PassThrough()
  const errorOutput = new PassThrough()
  const exitCode = await runCli(['drift', ...parameters], {
    input: new PassThrough(),
    output,
    errorOutput,
    variables: {},
    directory,
    script: 'talkchart',
    onInterrupt: () => () => undefined,
    authorErrors: new Set(),
    exit: () => undefined,
  })
  return { exitCode, output: String(output.read() ?? ''), errors: String(errorOutput.read() ?? '') }
}

describe('talkchart drift', () => {
  beforeAll(async () => {
    writeFileSync(join(directory, 'flow.json'), JSON.stringify(renamed))
    const store = fileStore(join(directory, 'kept'), { fsync: false })
    for (const [id, texts] of [
      ['a', []],
      ['b', ['help']],
      ['c', ['help']],
      ['d', ['help', 'bye']],
    ] as const) {
      const conversation = await openConversation({ flow: first, store, id })
      for (const text of texts) await conversation.send(text)
      await conversation.close()
    }
  })

  it('counts what would be stranded, and where it stands', async () => {
    const { exitCode, output } = await drift('flow.json', '--store', 'kept')
    expect(exitCode).toBe(1)
    expect(output).toBe(`safe      2
mapped    0
stranded  2

state "assist" of version "1.0.0": the running flow has no such state
  "b", "c"
`)
  })

  it('passes when every state is mapped', async () => {
    const { exitCode, output } = await drift('flow.json', '--store', 'kept', '--renamed', 'assist=support', '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(output)).toEqual({ safe: 2, mapped: 2, stranded: [], ofOtherFlows: 0 })
  })

  it('says when there is no store, and when a mapping can not be read', async () => {
    expect(await drift('flow.json', '--store', 'elsewhere')).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('no store at elsewhere'),
    })
    expect(await drift('flow.json', '--renamed', 'assist')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('old=new') })
  })
})
