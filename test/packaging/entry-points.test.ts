import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { manifest, repository } from './repository.js'
import { runCommand } from './run-command.js'

const { project } = inject('installedPackage')
const modules = join(project, 'node_modules')

/** Entries that need a package which their users bring along. */
const COMPANIONS: Readonly<Record<string, string>> = { 'talkchart/openai': 'openai', 'talkchart/testing': 'vitest' }

const entries = Object.entries(manifest.exports).flatMap(([entry, target]) => {
  if (typeof target === 'string') return []
  const name = `talkchart${entry.slice(1)}`
  if (!name.includes('*')) return [name]
  const machines = readdirSync(join(modules, 'talkchart/dist/machines')).filter((file) => file.endsWith('.js'))
  return machines.map((file) => name.replace('*', file.slice(0, -'.js'.length)))
})

describe('an empty project with the installed package', () => {
  test.each(entries.filter((entry) => !(entry in COMPANIONS)))('imports %s with XState alone', async (entry) => {
    expect(await importEntry(entry)).toMatchObject({ exitCode: 0 })
  })

  describe('with the optional packages', () => {
    beforeAll(() => {
      for (const name of Object.values(COMPANIONS)) symlinkSync(join(repository, 'node_modules', name), join(modules, name))
    })

    test.each(Object.keys(COMPANIONS))('imports %s', async (entry) => {
      expect(await importEntry(entry)).toMatchObject({ exitCode: 0 })
    })

    test.each(['typescript', 'typescript-5.9'])('type-checks with %s', async (compiler) => {
      writeFileSync(join(project, 'consumer.ts'), `${consumer}${entries.map((entry) => `import '${entry}'\n`).join('')}`)
      const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')]
      const settings = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', ...types]
      const tsc = join(repository, 'node_modules', compiler, 'bin/tsc')
      expect(await runCommand(process.execPath, [tsc, ...settings, 'consumer.ts'], project)).toEqual({ exitCode: 0, output: '' })
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

/** A process that imports the entry and ends by itself with something exported: nothing in it keeps running. */
function importEntry(entry: string) {
  const script = `if (Object.keys(await import('${entry}')).length === 0) throw new Error('nothing is exported')`
  return runCommand(process.execPath, ['--input-type=module', '--eval', script], project)
}
