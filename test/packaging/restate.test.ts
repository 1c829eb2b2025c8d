import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { restateHost } from 'talkchart/restate'
import type { ConversationHost } from 'talkchart/server'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { codeBlocks, titleOf } from '../docs/markdown.js'
import { type InstalledRestate, installRestate } from '../load/restate/install-restate.js'
import { RestatePlace, until } from '../load/restate/restate-place.js'
import { runRestate } from '../load/restate/run-restate.js'
import { installedIn } from './installed-package.js'
import { repository } from './repository.js'
import { compile, runSuccessfully } from './run-command.js'

const { project } = await installedIn(inject('packageFolder'))
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-restate-')))

let installed: InstalledRestate
let place: RestatePlace | undefined

beforeAll(async () => {
  installed = await installRestate(folder, join(project, 'node_modules/talkchart'))
  if ('missing' in installed) return
  place = new RestatePlace({ ...installed, task: { call: 100 } })
  await place.start()
}, 300_000)

afterAll(async () => {
  await place?.stop()
  await rm(folder, { recursive: true, force: true })
}, 120_000)

/** The running place; where it could not be installed, the test is skipped with a word. */
function placeOrSkip(context: { skip: (reason: string) => never }) {
  if (place !== undefined && !('missing' in installed)) return { place, installed, host: restateHost({ ingress: place.ingress }) }
  return context.skip('missing' in installed ? installed.missing : 'Restate did not start.')
}

async function codeOf(host: ConversationHost, id: string): Promise<unknown> {
  return await host.send(id, { id: 'm-2', text: 'say it' }).outcome.catch((error: unknown) => Reflect.get(Object(error), 'code'))
}

describe('Restate as it is published', { timeout: 120_000 }, () => {
  test('types: the SDK fits, the object fits its endpoint, and the service of the guide holds its types', async (context) => {
    const { installed } = placeOrSkip(context)
    const source = `
import * as restate from '@restatedev/restate-sdk'
import { defineFlow } from 'talkchart'
import { restateConversation } from 'talkchart/restate'
const flow = defineFlow({ name: 'hello', initialState: 'hello', states: { hello: { prompt: { say: 'Hello!' } } } })
restate.createEndpointHandler({ services: [restateConversation({ restate, flow })] })
restate.endpoint().bind(restateConversation({ restate, flow, name: 'hello', keepTurns: 3 }))
// @ts-expect-error Without the SDK there is no object.
restateConversation({ flow })
`
    const guide = codeBlocks('docs/guide/restate.md').find((block) => titleOf(block) === 'service.js')
    writeFileSync(join(installed.folder, 'typed.ts'), source)
    writeFileSync(join(installed.folder, 'service.ts'), guide?.code ?? '')
    mkdirSync(join(installed.folder, 'node_modules/@types'), { recursive: true })
    symlinkSync(join(repository, 'node_modules/@types/pg'), join(installed.folder, 'node_modules/@types/pg'))
    const settings = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022']
    const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')]
    expect(await compile([...settings, ...types, 'typed.ts', 'service.ts'], installed.folder)).toEqual({ exitCode: 0, output: '' })
  })

  test('a worker is killed in a call and the server once: all end, one reply each, no call too many', async (context) => {
    const { place } = placeOrSkip(context)
    const report = await runRestate(place, { conversations: 10, turns: 3, workerKills: 1, serverKills: 1 })
    expect(report).toMatchObject({ turns: 30, wrong: 0, lost: 0, doubled: 0, ended: 10, mismatches: 0 })
    expect(report.calls).toBeGreaterThanOrEqual(report.needed)
    expect(report.calls).toBeLessThanOrEqual(report.needed + report.inFlight)
  })

  test('a timer that is overdue when a turn is run again does not change it', async (context) => {
    const { place, host } = placeOrSkip(context)
    await host.begin('overdue').outcome
    const { view } = await host.send('overdue', { id: 'm-1', text: 'wait' }).outcome
    const answered = host.send('overdue', { id: 'm-2', text: 'say it slowly' }).outcome
    await until(async () => place.busyWorker('overdue') >= 0 && Date.now() > (view.deadline ?? Number.POSITIVE_INFINITY) + 100)
    await place.killWorker(place.busyWorker('overdue'))
    expect((await answered).turn).toMatchObject({ reply: 're: say it slowly', state: 'answer' })
    expect(place.calls().filter(({ call }) => call?.startsWith('overdue/'))).toHaveLength(2)
  })

  test('a handler in front streams, interrupts, rewinds and refuses', async (context) => {
    const { place, installed } = placeOrSkip(context)
    cpSync(join(repository, 'test/packaging/restate-page.js'), join(installed.folder, 'restate-page.js'))
    const parameter = JSON.stringify({ admin: place.admin, ingress: place.ingress })
    const printed = await runSuccessfully(installed.node, ['restate-page.js', parameter], installed.folder)
    expect(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).toEqual({
      missing: 404,
      begun: 'A story?',
      streamed: ['begin', 'state', 'delta', 'delta', 'message', 'turn'],
      running: true,
      interrupted: true,
      cutOff: [{ text: 'Once upon', interrupted: true }],
      again: 'Once upon',
      rewound: 1,
      movedOn: 'moved-on',
      cancelled: 'cancelled',
      done: 410,
      removed: [204, 404],
      calls: 2,
    })
  })

  test('a deploy of a flow that a conversation does not fit refuses it at once, and what is stored stays', async (context) => {
    const { place, host } = placeOrSkip(context)
    await host.begin('drifted').outcome
    for (const index of [0, 1]) await place.killWorker(index, { version: '2.0.0', initialState: 'lobby' })
    expect(await codeOf(host, 'drifted')).toBe('flow-drift')
    for (const index of [0, 1]) await place.killWorker(index)
    expect((await host.read('drifted'))?.state).toBe('hub')
    expect(await codeOf(host, 'nobody')).toBe('no-conversation')
  })
})
