import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

// The library's actions answer XState's own, unexported question to an action. These tests hold them against actions that are written
// with nothing but XState's interface, on the oldest XState that may be installed and on the newest.

const SEED = 20_240_611
const TALKS = 25

interface Run {
  readonly xstate: 'xstate' | 'xstate-oldest'
  readonly actions: 'own' | 'enqueued'
}

/** Everything that can be seen of the same random talks. */
async function talks({ xstate, actions }: Run) {
  vi.resetModules()
  vi.doMock('xstate', () => vi.importActual(xstate))
  vi.doMock('../../src/runtime/xstate-action.js', async (importActual) => ({
    ...(await importActual<object>()),
    ...(actions === 'enqueued' ? { xstateAction: await enqueued() } : {}),
  }))
  const { compileFlow } = await import('talkchart')
  const { randomFlow } = await import('../reference/random-flow.js')
  const { dependableModel: model, lookUp, observeTalk, talk, userGuards } = await import('../analysis/random-talk.js')
  const seen: unknown[] = []
  for (const [flow, steps] of fc.sample(fc.tuple(randomFlow, talk), { seed: SEED, numRuns: TALKS })) {
    vi.setSystemTime(0)
    const machine = compileFlow(flow, { model, models: { careful: model }, actors: { lookUp } }).provide({ guards: userGuards })
    seen.push(await observeTalk(machine, steps))
  }
  return seen
}

/** Makes an action of an update by `enqueueActions`, as XState documents it. */
async function enqueued() {
  const { enqueueActions } = await import('xstate')
  type Change = import('../../src/runtime/xstate-action.js').Change
  return (update: (input: object, params: unknown) => Change) =>
    enqueueActions(({ context, event, enqueue }, params) => {
      const change = update({ context, event, now: Date.now }, params)
      if (change.context !== undefined) enqueue.assign(change.context)
      for (const emitted of change.emit ?? []) enqueue.emit(emitted)
      if (change.raise !== undefined) enqueue.raise(change.raise)
    })
}

async function versionOf(name: Run['xstate']): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return JSON.parse(await readFile(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
  vi.doUnmock('xstate')
  vi.doUnmock('../../src/runtime/xstate-action.js')
  vi.resetModules()
})

test('the oldest XState of the tests is the oldest that may be installed', async () => {
  const { readFile } = await import('node:fs/promises')
  const { peerDependencies } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(peerDependencies.xstate).toBe(`^${await versionOf('xstate-oldest')}`)
  expect(await versionOf('xstate')).not.toBe(await versionOf('xstate-oldest'))
})

describe('the actions do the same as actions that XState enqueues', () => {
  test('on every XState that may be installed', async () => {
    const own = await talks({ xstate: 'xstate', actions: 'own' })
    expect(await talks({ xstate: 'xstate', actions: 'enqueued' })).toEqual(own)
    expect(await talks({ xstate: 'xstate-oldest', actions: 'enqueued' })).toEqual(own)
    expect(await talks({ xstate: 'xstate-oldest', actions: 'own' })).toEqual(own)
    expect(JSON.stringify(own)).toContain('limit.reached')
    expect(JSON.stringify(own)).toContain('reply.delta')
  }, 120_000)
})
