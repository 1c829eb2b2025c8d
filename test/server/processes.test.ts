import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remoteConversation } from 'talkchart/remote'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'
import { ask, listen } from './support/desk.js'

const SCRIPT = await bundleScript(new URL('support/serving-process.ts', import.meta.url), afterAll)
const REPLY = 'So it is.\n\nYes?'

let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'talkchart-processes-'))
  mkdirSync(join(folder, 'store'))
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a server in a process of its own, on the folder of all. */
async function serve() {
  const child = spawn(process.execPath, [SCRIPT, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(child.stdout, 'data')
  return { child, url: String(line).trim() }
}

const calls = () => readFileSync(join(folder, 'calls.txt'), 'utf8').trim().split('\n')

describe('two processes on one file store', () => {
  test('take turns in one conversation, and each shows what the other did', async () => {
    const [one, two] = [await serve(), await serve()]
    await ask(`${one.url}/ana`, 'PUT')
    const follower = listen(`${two.url}/ana/events`)
    await follower.next()
    expect((await ask(`${one.url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })).body.turn).toMatchObject({ turn: 1, reply: REPLY })
    expect((await follower.next()).value).toMatchObject({ type: 'snapshot', data: { turn: 1, status: 'listening' } })
    await follower.return()
    expect((await ask(`${two.url}/ana/messages`, 'POST', { id: 'm2', text: 'more' })).body.turn).toMatchObject({ turn: 2 })
    expect((await ask(`${one.url}/ana/messages`, 'POST', { id: 'm3', text: 'ask' })).body.turn).toMatchObject({ turn: 3, reply: REPLY })
    // What one has answered, the other repeats without a call.
    expect((await ask(`${two.url}/ana/messages`, 'POST', { id: 'm3', text: 'ask' })).body.turn).toMatchObject({ turn: 3, reply: REPLY })
    expect(calls()).toHaveLength(2)
    const both = await Promise.all(
      [one, two].map(({ url }, index) => ask(`${url}/ana/messages`, 'POST', { id: `b${index}`, text: 'more' })),
    )
    expect(both.map(({ body }) => body.turn.turn).sort()).toEqual([4, 5])
    expect((await ask(`${one.url}/ana`)).body.messages.filter(({ role }: { role: string }) => role === 'user')).toHaveLength(5)
  })

  test('one of which is killed in the middle of a reply: the page has all of it from the other one, without a click', async () => {
    const [one, two] = [await serve(), await serve()]
    let isDown = false
    const reach: typeof fetch = (input, init) => fetch(isDown ? String(input).replace(one.url, two.url) : input, init)
    const chat = remoteConversation({ url: one.url, id: 'ana', fetch: reach })
    await chat.open()
    const sent = chat.send('ask', { id: 'm1' })
    await new Promise<void>((resolve) => {
      const stop = chat.subscribe(() => {
        if (chat.view.reply !== 'So ') return
        stop()
        resolve()
      })
    })
    const killedAt = performance.now()
    one.child.kill('SIGKILL')
    isDown = true
    expect(await sent).toMatchObject({ turn: 1, reply: REPLY })
    console.log(`killed in the middle of a reply: the whole reply after ${Math.round(performance.now() - killedAt)} ms`)
    expect(chat.view.messages.map(({ text }) => text)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    // The call in flight was made once more, under the same id.
    expect(calls()).toHaveLength(2)
    expect(new Set(calls()).size).toBe(1)
    await chat.close()
  })

  test('one of which is killed in the middle of a reply: a page that only follows has all of it from the other one', async () => {
    const [one, two] = [await serve(), await serve()]
    let isDown = false
    const reach: typeof fetch = (input, init) => fetch(isDown ? String(input).replace(one.url, two.url) : input, init)
    const [sender, follower] = [
      remoteConversation({ url: one.url, id: 'ana' }),
      remoteConversation({ url: one.url, id: 'ana', fetch: reach }),
    ]
    const shows = (isShown: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => void (isShown() && resolve())
        for (const chat of [sender, follower]) chat.subscribe(check)
        check()
      })
    const sent = sender.send('ask', { id: 'm1' }).catch(() => undefined)
    await shows(() => sender.view.reply === 'So ')
    await follower.open()
    await shows(() => (follower.view.reply ?? 'So it is.') !== '')
    await sender.close()
    await sent
    one.child.kill('SIGKILL')
    isDown = true
    await shows(() => follower.view.status === 'listening')
    expect(follower.view.messages.map(({ text }) => text)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(new Set(calls()).size).toBe(1)
    await follower.close()
  })

  test('one of which is told to stop under load: no answer is lost, and no call made twice', async () => {
    const [one, two] = [await serve(), await serve()]
    const ids = Array.from({ length: 20 }, (_, index) => `user-${index}`)
    for (const id of ids) await ask(`${one.url}/${id}`, 'PUT')
    const exited = once(one.child, 'exit')
    let isLeaving = false
    const answers = ids.map(async (id, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 10))
      if (index === 10) {
        isLeaving = true
        one.child.kill('SIGTERM')
      }
      const message = { id: 'm1', text: 'ask' }
      const first = await ask(`${one.url}/${id}/messages`, 'POST', message).catch(() => undefined)
      if (first?.status === 200) return { by: 'one', turn: first.body.turn }
      if (first !== undefined) expect(first).toMatchObject({ status: 503, body: { code: 'draining' } })
      return { by: 'two', turn: (await ask(`${two.url}/${id}/messages`, 'POST', message)).body.turn }
    })
    const found = await Promise.all(answers)
    for (const { turn } of found) expect(turn).toMatchObject({ turn: 1, reply: REPLY })
    expect(isLeaving).toBe(true)
    expect(new Set(found.map(({ by }) => by))).toEqual(new Set(['one', 'two']))
    expect(calls()).toHaveLength(ids.length)
    expect((await exited)[0]).toBe(0)
  })
})
