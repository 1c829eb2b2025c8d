import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { runsOr } from '../runs.js'
import { echoOf } from '../server/support/slow-model.js'
import type { Shown } from './page/components.js'

/** How many things happen. */
export const RUNS = runsOr(25)

/** What happens to a conversation after a few milliseconds. */
export interface Step {
  readonly kind: 'send' | 'stop' | 'reload' | 'resend'
  readonly wait: number
}

export function randomSteps(count: number, seed: number): readonly Step[] {
  const kind = fc.constantFrom<Step['kind']>('send', 'send', 'send', 'stop', 'stop', 'reload', 'resend')
  const step: fc.Arbitrary<Step> = fc.record({ kind, wait: fc.constantFrom(0, 0, 5, 20, 50) })
  return fc.sample(step, { numRuns: count, seed })
}

type Talk = ReturnType<Window['components']['talk']>

/** Talks to a component as somebody does who is in a hurry, and looks at all that it shows. */
export class RandomTalk {
  readonly #page: Page
  readonly #shown: Shown
  readonly #visit: () => Promise<void>
  readonly #sent: string[] = []
  #stops = 0

  constructor(page: Page, shown: Shown, visit: () => Promise<void>) {
    this.#page = page
    this.#shown = shown
    this.#visit = visit
  }

  async begin(): Promise<void> {
    await this.#visit()
    await this.#page.evaluate((shown) => window.components.mount('talk', shown), this.#shown)
  }

  async take({ kind, wait }: Step): Promise<void> {
    if (wait > 0) await this.#page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), wait)
    if (kind === 'send') await this.#send()
    else if (kind === 'stop') await this.#stop()
    else if (kind === 'reload') await this.#reload()
    else await this.#resend(this.#sent.length - 1 - (wait % 3))
    this.#look(await this.#talk())
  }

  /** Waits until all has its turn, looks at it, and once more after a reload. */
  async end(): Promise<void> {
    const said = await this.#rest()
    await this.#lookAtRenders()
    await this.begin()
    expect(await this.#rest()).toEqual(said)
    expect(await this.#page.evaluate(() => window.components.problems())).toEqual([])
  }

  async #send(): Promise<void> {
    if (this.#sent.length % 4 === 3) await this.#rest()
    this.#sent.push(`ask ${this.#sent.length}`)
    await this.#resend(this.#sent.length - 1)
  }

  async #resend(index: number): Promise<void> {
    const text = this.#sent[index]
    if (text === undefined) return
    await this.#page.evaluate(([text, id]) => void window.components.send('talk', text, id), [text, idOf(text)] as const)
  }

  async #stop(): Promise<void> {
    if (await this.#page.evaluate(() => window.components.call('talk', 'stop'))) this.#stops += 1
  }

  async #reload(): Promise<void> {
    await this.#lookAtRenders()
    await this.begin()
    // Whoever does not know whether a message has arrived sends it again.
    for (let index = Math.max(0, this.#sent.length - 5); index < this.#sent.length; index += 1) await this.#resend(index)
  }

  #talk(): Promise<Talk> {
    return this.#page.evaluate(() => window.components.talk('talk'))
  }

  async #rest(): Promise<Talk['messages']> {
    let talk = await this.#talk()
    await expect
      .poll(
        async () => {
          talk = await this.#talk()
          const users = talk.messages.filter(({ role }) => role === 'user')
          return { status: talk.status, last: users.at(-1)?.id, waiting: talk.messages.some(({ pending }) => pending) }
        },
        { timeout: 20_000 },
      )
      .toEqual({ status: 'listening', last: this.#sent.map(idOf).at(-1), waiting: false })
    this.#look(talk)
    expect(talk.messages.at(-1)?.text).toBe('Yes?')
    return talk.messages
  }

  /** Each message stands there once, in order, and after it what was said to it: all of it, or what was said when it was cut off. */
  #look({ messages, reply = '' }: Talk): void {
    const users = messages.filter(({ role }) => role === 'user').map(({ text }) => text)
    const first = this.#sent.indexOf(users[0] ?? '')
    if (users.length > 0) expect(users).toEqual(this.#sent.slice(first, first + users.length))
    const told = messages.filter(({ pending }) => !pending)
    const replies = told.flatMap(({ role, text }, index) => {
      const before = told[index - 1]
      return role === 'assistant' && before !== undefined ? [{ to: before, text }] : []
    })
    for (const { to, text } of replies) expect(text).toBe(expectedReply(to, text))
    const cut = replies.filter(({ to, text }) => to.role === 'user' && text !== echoOf(to.text))
    expect(cut.length).toBeLessThanOrEqual(this.#stops)
    const asked = told.findLast(({ role }) => role === 'user')
    if (reply !== '' && reply !== 'Yes?') expect(reply).toBe(expectedReply(asked ?? { role: 'user', text: '' }, reply))
  }

  /** A reply only ever grows, until it is told or another one begins. */
  async #lookAtRenders(): Promise<void> {
    const renders = await this.#page.evaluate(() => window.components.renders('talk'))
    for (const [index, { reply = '' }] of renders.entries()) {
      const { reply: before = '' } = renders[index - 1] ?? {}
      if (reply !== '' && before !== '' && !reply.startsWith(before)) expect({ before, reply }).toEqual({ before, reply: before })
    }
  }
}

const idOf = (text: string): string => text.replace(' ', '-')

/** What has to stand behind a message: of a reply that was cut off, as much as there is of it; of one that had not begun, nothing. */
function expectedReply(to: { readonly role: string; readonly text: string }, text: string): string {
  if (to.role === 'user') return text === 'Yes?' ? text : echoOf(to.text).slice(0, text.length)
  return to.text === 'Yes?' ? 'nothing, as it was asked already' : 'Yes?'
}
