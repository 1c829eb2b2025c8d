import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileFlow, scriptedModel } from 'talkchart'
import { afterAll, describe, expect, it } from 'vitest'
import { createActor, waitFor } from 'xstate'
import { bundleScript } from '../bundle-script.js'
import { restoreFlow } from './restore-flow.js'

const child = await bundleScript(new URL('restore-process.ts', import.meta.url), afterAll)

/** Restores a snapshot in a process of its own, by XState alone, and tells where the conversation came to rest. */
function restoreElsewhere(snapshot: unknown): { value: unknown; texts: string[]; requests: string[]; data: unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-restore-'))
  const [input, output] = [join(folder, 'snapshot.json'), join(folder, 'result.json')]
  writeFileSync(input, JSON.stringify(snapshot))
  const { status, stderr } = spawnSync(process.execPath, [child, input, output], { encoding: 'utf8' })
  expect(stderr, `exit code ${status}`).toBe('')
  return JSON.parse(readFileSync(output, 'utf8'))
}

/** An actor persisted while it is at something; its model answers only what it is told to. */
async function persistedWhile(busy: string, messages: readonly string[], understand?: object): Promise<unknown> {
  const never = () => new Promise<never>(() => undefined)
  const model = scriptedModel({ respond: never, understand: understand ?? never })
  const actor = createActor(compileFlow(restoreFlow, { model }), { input: { conversationId: 'c' } }).start()
  for (const text of messages) actor.send({ type: 'user.message', text })
  await waitFor(actor, ({ value }) => JSON.stringify(value).includes(busy))
  const snapshot = actor.getPersistedSnapshot()
  actor.stop()
  return JSON.parse(JSON.stringify(snapshot))
}

describe('a snapshot persisted by XState alone, restored in a new process', () => {
  it('in the middle of understanding', async () => {
    const result = restoreElsewhere(await persistedWhile('understanding', ['I am furious']))
    expect(result).toMatchObject({ value: { calm: 'listening' }, data: { topic: 'delivery' } })
    expect(result.texts).toEqual(['Hello.', 'I am furious', 'I am sorry.'])
    expect(result.requests).toEqual(['c/2/greeting/1/understand', 'c/2/calm/1/respond'])
  })

  it('in the middle of a reply, with messages waiting', async () => {
    const result = restoreElsewhere(await persistedWhile('responding', ['calm me', 'bye'], { extract: {}, angry: 'no' }))
    expect(result.value).toBe('$completed')
    expect(result.texts).toEqual(['Hello.', 'calm me', 'I am sorry.', 'bye', 'Goodbye.'])
    expect(result.requests).toEqual(['c/2/calm/1/respond'])
  })

  it('while it listens, with a timer that became due meanwhile', async () => {
    const snapshot = await persistedWhile('waiting', ['wait'], { extract: {}, angry: 'no' })
    const text = JSON.stringify(snapshot)
    const deadline = Number(/"deadline":(\d+)/.exec(text)?.[1])
    expect(deadline).toBeGreaterThan(Date.now())
    const overdue = JSON.parse(text.replace(`"deadline":${deadline}`, `"deadline":${Date.now() - 1000}`))
    const result = restoreElsewhere(overdue)
    expect(result.value).toBe('$completed')
    expect(result.texts.at(-1)).toBe('Goodbye.')
  })

  it('after a failure, and retried', async () => {
    const model = scriptedModel({})
    const actor = createActor(compileFlow(restoreFlow, { model }), { input: { conversationId: 'c' } }).start()
    actor.send({ type: 'user.message', text: 'calm me' })
    await waitFor(actor, (state) => state.hasTag('failed'))
    const result = restoreElsewhere(actor.getPersistedSnapshot())
    expect(result.texts).toEqual(['Hello.', 'calm me', 'I am sorry.'])
    expect(result.value).toEqual({ calm: 'listening' })
  })
})
