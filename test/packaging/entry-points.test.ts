import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { installedIn } from './installed-package.js'
import { manifest } from './repository.js'
import { type CommandResult, compile, runCommand } from './run-command.js'

const { project, completeProject } = await installedIn(inject('packageFolder'))

/** Entries that need a package which their users bring along. */
const NEED_MORE = [
  'talkchart/inspect',
  'talkchart/inspect/server',
  'talkchart/openai',
  'talkchart/otel',
  'talkchart/react',
  'talkchart/testing',
]

const entries = Object.entries(manifest.exports).flatMap(([entry, target]) => {
  if (typeof target === 'string') return []
  const name = `talkchart${entry.slice(1)}`
  if (!name.includes('*')) return [name]
  const machines = readdirSync(join(project, 'node_modules/talkchart/dist/machines')).filter((file) => file.endsWith('.js'))
  return machines.map((file) => name.replace('*', file.slice(0, -'.js'.length)))
})

const alone = entries.filter((entry) => !NEED_MORE.includes(entry))

describe('an empty project with the installed package', () => {
  test('imports every other entry with XState alone', async () => {
    expect(await importEntries(alone, project)).toEqual({ exitCode: 0, output: '' })
  })

  describe('with the optional packages', () => {
    test('imports every entry', async () => {
      expect(await importEntries(entries, completeProject)).toEqual({ exitCode: 0, output: '' })
    })

    const file = join(completeProject, 'consumer.ts')

    beforeAll(() => writeFileSync(file, `${consumer}${entries.map((entry) => `import '${entry}'\n`).join('')}`))

    // `npm run types` checks all that the entries declare with TypeScript 5.9.
    test.each([
      ['Node', ['--module', 'nodenext']],
      ['bundlers', ['--module', 'esnext', '--moduleResolution', 'bundler']],
    ])('type-checks as %s resolve it, together with all libraries', async (_, resolution) => {
      const settings = ['--strict', '--noEmit', ...resolution, '--target', 'es2022', '--types', 'node', '--skipDefaultLibCheck']
      expect(await compile([...settings, file], completeProject)).toEqual({ exitCode: 0, output: '' })
    })
  })
})

const consumer = `
import { compileFlow, defineFlow, keyword } from 'talkchart'
import { createActor } from 'xstate'

const flow = defineFlow({
  name: 'greeting',
  initialState: 'hello',
  states: {
    hello: { prompt: { say: 'Hello! Shall we go on?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'done' } },
    done: { prompt: { say: 'Fine.' } },
  },
})
createActor(compileFlow(flow)).start().send({ type: 'user.message', text: 'yes' })

defineFlow({
  name: 'misspelt',
  // @ts-expect-error There is no such state.
  initialState: 'helo',
  states: { hello: { prompt: { say: 'Hello!' } } },
})
`

/** A process that imports the entries, says which of them fail or export nothing, and ends by itself: nothing in it keeps running. */
function importEntries(names: readonly string[], folder: string): Promise<CommandResult> {
  const script = `for (const name of ${JSON.stringify(names)}) {
    const exported = await import(name).catch((error) => console.error(name, error.message) ?? { failed: true })
    if (Object.keys(exported).length === 0) console.error(name, 'exports nothing')
  }`
  return runCommand(process.execPath, ['--input-type=module', '--eval', script], folder)
}
