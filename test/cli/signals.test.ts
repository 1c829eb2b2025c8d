import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../../src/stores/file/file-store.js'
import { protocolServer, sendCompletion } from '../model/openai/protocol-server.js'
import { builtCli, exitOf, Printed, runCli, startCli, testFolder } from './cli-process.js'

const cli = await builtCli()

describe('a process that is told to end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s in the middle of a call keeps the message', async (signal) => {
    const directory = testFolder()
    let isAsked = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    // Questions are left unanswered.
    const { baseURL } = await protocolServer(({ body }, response) => {
      if ('response_format' in body) isAsked()
      else sendCompletion(response, { content: 'Hello.' })
    })
    const variables = { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'none' }
    const running = startCli(cli, ['chat', 'dynamic_routing', '--id', 'a', '--model', 'gpt-test'], { directory, variables })
    const exited = exitOf(running)
    running.stdin.write('my bill is wrong\n')
    await asked
    running.kill(signal)
    expect(await exited).toBe(3)
    const stored = await fileStore(join(directory, '.talkchart')).load('a')
    expect(stored?.record.pending).toMatchObject([{ text: 'my bill is wrong' }])
  })

  test('by nobody reading its output any more ends quietly', async () => {
    const directory = testFolder()
    const running = startCli(cli, ['chat', 'simple_greeting', '--id', 'a'], { directory })
    let complaints = ''
    running.stderr.on('data', (chunk) => {
      complaints += String(chunk)
    })
    await new Printed(running).shows('show you what I can do?')
    const exited = exitOf(running)
    running.stdout.destroy()
    running.stdin.on('error', () => undefined).write('what?\nwell\n')
    expect(await exited).toBe(3)
    expect(complaints).toBe('')
    expect((await runCli(cli, ['chat', 'simple_greeting', '--id', 'a'], 'yes\n', { directory })).exitCode).toBe(0)
  })
})

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

describe('a real pseudo-terminal (skipped where the `script` of util-linux, which makes one, is not installed)', () => {
  test.runIf(hasScript)('is talked to, and Ctrl-C leaves it', async () => {
    const directory = testFolder()
    const command = `'${process.execPath}' '${cli.script}' chat dynamic_routing --id a`
    const { PATH: path = '' } = process.env
    const environment = { PATH: path, TERM: 'xterm', NO_COLOR: '1', COLUMNS: '80' }
    const running = spawn('script', ['-qefc', command, '/dev/null'], { cwd: directory, env: environment })
    const exited = exitOf(running)
    const output = new Printed(running)
    await output.shows('you › ')
    running.stdin.write('my bill is wrong\r')
    await output.shows('1-3, Enter for none › ')
    running.stdin.write('2\r')
    await output.shows('greeting → billing_support (auto)')
    await output.shows('you › ')
    running.stdin.write('\u0003')
    expect(await exited).toBe(3)
    const stored = await fileStore(join(directory, '.talkchart')).load('a')
    expect(stored?.record).toMatchObject({ turn: 1, phase: 'listening', pending: [] })
  })
})
