import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { type DefineCase, requireLeasable, type StoreUnderTest, same } from './contract-case.js'
import { commit, row, talk, texts } from './fixtures.js'
import { granted, pause } from './leasing.js'
import type { StoreCall, StoreReply } from './serve-store.js'

/** What a process needs to come back to its senses on a busy machine. */
const PATIENCE = 20_000
const LEASE = 1000

/** Defines what becomes of a lease whose holder is killed, or stopped for longer than the lease lasts. */
export function defineDyingHolders(test: DefineCase): void {
  test('frees the lease of a process that was killed, when it would have ended at the latest', async ({ openUnderTest }) => {
    const { underTest, store, holder } = await setting(openUnderTest)
    await talk(underTest.store, 'a', 1)
    await holder.lease('a', LEASE)
    same((await store.lease('a', { owner: 'here', milliseconds: LEASE })).granted, false)
    await holder.kill()
    const until = performance.now() + LEASE + PATIENCE
    for (;;) {
      const answer = await store.lease('a', { owner: 'here', milliseconds: LEASE })
      if (answer.granted) break
      if (performance.now() > until) throw new Error('the lease of a killed process was not freed')
      await pause(10)
    }
  })

  test('takes nothing from a process that was stopped past its lease while another one goes on', async ({ openUnderTest }) => {
    const { underTest, store, holder } = await setting(openUnderTest)
    try {
      await talk(underTest.store, 'a', 1)
      const token = await holder.lease('a', LEASE)
      holder.stop()
      await pause(LEASE + 50)
      const next = await granted(store, 'a', 'here')
      holder.resume()
      same(await holder.call({ method: 'renew', id: 'a', token, milliseconds: LEASE }), { result: false })
      const late = { ...commit('a', 2, [row(1, 'late')], { commitId: 'late' }), token }
      same(await holder.call({ method: 'commit', id: 'a', commit: late }), { error: 'lease-lost' })
      await store.commit('a', { ...commit('a', 2, [row(1, 'in time')]), token: next.token, release: true })
      same(texts(await store.load('a')), ['message 0', 'in time'])
    } finally {
      await holder.kill()
    }
  })
}

async function setting(openUnderTest: () => Promise<StoreUnderTest>) {
  const underTest = await openUnderTest()
  const { program } = underTest
  if (program === undefined) throw new Error('The store under test has no program.')
  return { underTest, store: requireLeasable(underTest.store), holder: new Holder(program) }
}

/** A process of its own that holds a lease. */
class Holder {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface
  readonly #ended: Promise<unknown>

  constructor({ file, arguments: given }: NonNullable<StoreUnderTest['program']>) {
    this.#child = spawn(file, [...given], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#ended = once(this.#child, 'close')
  }

  /** Takes a lease and returns its token. */
  async lease(id: string, milliseconds: number): Promise<string> {
    const { result } = await this.call({ method: 'lease', id, owner: 'elsewhere', milliseconds })
    same(Reflect.get(Object(result), 'granted'), true)
    return String(Reflect.get(Object(result), 'token'))
  }

  async call(call: StoreCall): Promise<StoreReply> {
    const answered = once(this.#lines, 'line')
    this.#child.stdin.write(`${JSON.stringify(call)}\n`)
    const failed = this.#ended.then(() => Promise.reject(new Error('the program of the store ended early')))
    const [line] = await Promise.race([answered, failed])
    return JSON.parse(String(line))
  }

  stop(): void {
    this.#child.kill('SIGSTOP')
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
