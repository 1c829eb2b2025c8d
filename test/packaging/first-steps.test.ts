import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { serveFile } from '../browser/built-page.js'
import { noBrowser, startBrowser } from '../browser/start-browser.js'
import { codeBlocks, titleOf } from '../docs/markdown.js'
import { serve } from '../model/http/node-adapter.js'
import { copyProject } from './copy-project.js'
import { installedIn } from './installed-package.js'
import { manifest } from './repository.js'
import { type CommandResult, ONE_BY_ONE, runCommand } from './run-command.js'

const { project } = await installedIn(inject('packageFolder'))
const place = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-first-steps-')))
const folder = join(place, 'empty')

/** An `npm` that leaves the talkchart that is installed, and installs of other packages the versions that are tested here. */
function writeNpm(): void {
  const names = Object.entries(manifest.devDependencies).map(([name, range]) => `${name}) words+=("${name}@${range}");;`)
  const script = `#!/usr/bin/env bash
words=()
for word in "$@"; do case "$word" in talkchart) ;; ${names.join(' ')} *) words+=("$word");; esac; done
PATH="\${PATH#*:}" UV_THREADPOOL_SIZE=${ONE_BY_ONE.UV_THREADPOOL_SIZE} exec npm "\${words[@]}" --prefer-offline --no-audit --no-fund
`
  mkdirSync(join(place, 'bin'))
  writeFileSync(join(place, 'bin/npm'), script)
  chmodSync(join(place, 'bin/npm'), 0o755)
}

const run = (command: string): Promise<CommandResult> => runCommand('bash', ['-c', `PATH="${place}/bin:$PATH"; ${command}`], folder)

/** The commands of a page that hold a text, in order. */
const commandsOf = (page: string, text: string): readonly string[] =>
  codeBlocks(`docs/guide/${page}.md`)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .filter((line) => line.startsWith('$ ') && line.includes(text))
    .map((line) => line.slice('$ '.length))

/** Writes the files that a page shows. */
function writeFiles(page: string): void {
  for (const block of codeBlocks(`docs/guide/${page}.md`)) {
    const file = titleOf(block)
    if (file !== '') writeFileSync(join(folder, file), block.code)
  }
}

async function install(page: string): Promise<void> {
  const commands = commandsOf(page, 'npm install')
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const { output, exitCode } = await run(command)
    expect(output).not.toMatch(/\bwarn|deprecated|vulnerab/i)
    expect(exitCode, output).toBe(0)
  }
}

describe('from an empty folder, with the tarball alone and by the word of the documents', { timeout: 600_000 }, () => {
  beforeAll(() => {
    // Made in an empty folder by the first command of the documents.
    copyProject(project, folder)
    writeNpm()
  })
  afterAll(() => rmSync(place, { recursive: true, force: true }), 120_000)

  test('the first conversation', async () => {
    expect(commandsOf('getting-started', 'npm install')).toEqual(['npm install talkchart xstate'])
    writeFiles('getting-started')
    const [begin = '', goOn = ''] = commandsOf('getting-started', '--id ana').map((command) =>
      command.replace('| talkchart', '| npx talkchart'),
    )
    expect((await run(begin)).output).toContain('welcome → choose (order)')
    expect((await run(goOn)).output).toContain('choose → confirmed (chosen)')
  })

  test('the first page in React', async () => {
    await install('react')
    writeFiles('react')
    const { output, exitCode } = await run(
      commandsOf('react', 'npx vite')
        .map((command) => `${command} build`)
        .join('\n'),
    )
    expect(exitCode, output).toBe(0)
    if (noBrowser !== undefined) return
    const page = { folder: join(folder, 'dist'), remove: () => undefined }
    const server = serve(async (request) => serveFile(page, new URL(request.url).pathname)).listen(0, '127.0.0.1')
    const browser = await startBrowser()
    try {
      const tab = await browser.newPage()
      const address = server.address()
      await tab.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
      await tab.fill('input:enabled', 'my app keeps crashing')
      await tab.press('input', 'Enter')
      await tab.waitForFunction(() => document.querySelectorAll('p.assistant:not(:empty)').length === 2)
      const said = await tab.locator('p').allTextContents()
      await tab.reload()
      await tab.waitForFunction((count) => document.querySelectorAll('p').length === count, said.length)
      expect(await tab.locator('p').allTextContents()).toEqual(said)
    } finally {
      await browser.close()
      server.close()
    }
  })

  test('the first test of all paths', async () => {
    await install('testing')
    writeFiles('testing')
    const { output, exitCode } = await run(commandsOf('testing', 'npx vitest').join('\n'))
    expect(exitCode, output).toBe(0)
    expect(output).toMatch(/Tests\s+\d{2,} passed/)
  })
})
