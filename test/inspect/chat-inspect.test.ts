import { beforeAll, describe, expect, it } from 'vitest'
import { type BuiltCli, builtCli, runCli, startCli, testFolder } from '../cli/cli-process.js'
import { chartsIn, namesIn, receive } from './receiving.js'

describe('talkchart chat --inspect', () => {
  let cli: BuiltCli
  beforeAll(async () => {
    cli = await builtCli()
  }, 60_000)

  it.each([
    ['--inspect', 'Texts are redacted', false],
    ['--inspect-texts', 'It shows every text.', true],
  ])('%s says where the inspector is, and shows the chart in it', async (option, said, showsTexts) => {
    const running = startCli(cli, ['chat', 'simple_greeting', option, '--id', 'ana'], { directory: testFolder() })
    let output = ''
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
    await expect.poll(() => output, { timeout: 15_000 }).toContain(said)
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\w+/.exec(output) ?? []
    expect(output).toContain('loaded from stately.ai, which takes a network')
    const received = await receive(url)
    await expect.poll(() => namesIn(received), { timeout: 5_000 }).toContain('simple_greeting (ana)')
    expect(chartsIn(received)[0]).toMatchObject({ states: { greeting: {}, help: {} } })
    expect(JSON.stringify(received).includes('[redacted')).toBe(!showsTexts)
    running.stdin.end('yes\n')
    const [code] = await new Promise<[number | null]>((resolve) => running.on('exit', (exitCode) => resolve([exitCode])))
    expect(code).toBe(0)
  })

  it('ends by itself when the chat is over', async () => {
    const { exitCode } = await runCli(cli, ['chat', 'simple_greeting', '--inspect'], 'yes\n', { directory: testFolder() })
    expect(exitCode).toBe(0)
  })
})
