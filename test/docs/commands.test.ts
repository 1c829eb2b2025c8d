import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { runCommand } from '../packaging/run-command.js'
import { type CodeBlock, codeBlocks, pages, titleOf } from './markdown.js'

/** The README's two commands work on a checkout, not on the installed package; the pipeline itself is their test. */
const ON_A_CHECKOUT = ['npm ci && npm start', 'npm ci && npm test']

const { completeProject } = await installedIn(inject('packageFolder'))

interface Command {
  readonly command: string
  readonly expected: string
}

/** A line that starts with `$ ` is a command; what stands below it is what it prints. */
function commandsOf({ code }: CodeBlock): Command[] {
  return code.split(/^\$ /m).flatMap((part) => {
    const [command = '', ...output] = part.split('\n')
    return command === '' ? [] : [{ command, expected: output.join('\n') }]
  })
}

const tidy = (text: string): string => text.replace(/[ \t]+$/gm, '').trim()

/** `…` stands for any text. */
function pattern(expected: string): RegExp {
  const parts = tidy(expected).split('…')
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*?')}$`)
}

const runnable = pages.map((page) => ({ page, blocks: codeBlocks(page) })).filter(({ blocks }) => blocks.some(isShell))

function isShell({ language, remark, code }: CodeBlock): boolean {
  return (
    language === 'sh' &&
    !remark.startsWith('no-run') &&
    !code
      .trim()
      .split('\n')
      .every((line) => ON_A_CHECKOUT.includes(line))
  )
}

describe('the documents', () => {
  test('have pages to look at', () => expect(pages).toContain('README.md'))

  // A page has up to twenty commands, each of which starts a program.
  test.each(runnable)('$page prints what it shows', { timeout: 400_000 }, async ({ page, blocks }) => {
    const folder = join(completeProject, 'pages', page.replace(/\W+/g, '-'))
    mkdirSync(folder, { recursive: true })
    for (const block of blocks) {
      const file = titleOf(block)
      if (file !== '') writeFileSync(join(folder, file), block.code)
      if (isShell(block)) await runBlock(block, folder)
    }
  })
})

async function runBlock(block: CodeBlock, folder: string): Promise<void> {
  const place = `${block.page}:${block.line}`
  expect(block.code.startsWith('$ '), `${place}: a command starts with "$ "`).toBe(true)
  for (const { command, expected } of commandsOf(block)) {
    const { output, exitCode } = await runCommand('bash', ['-c', `PATH="${completeProject}/node_modules/.bin:$PATH"; ${command}`], folder)
    expect(tidy(output), `${place}: ${command}`).toMatch(pattern(expected))
    if (expected.trim() === '') expect(exitCode, `${place}: ${command}`).toBe(0)
  }
}
