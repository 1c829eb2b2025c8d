import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import fc from 'fast-check'
import { type Conversation, type Message, openConversation, type PrunableStore, scriptedModel, TalkchartError } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { idbStore } from 'talkchart/stores/idb'
import { expect, it } from 'vitest'
import { type MortalStore, mortalStore } from '../fuzz/mortal-store.js'
import { runsOr } from '../runs.js'
import { flow } from './shared-flow.js'

const RUNS = runsOr(8)
const MOST_WAITING = 2000

type Step = { readonly tab: number; readonly what: 'more' | 'ask' | 'reopen' | 'die'; readonly pause: number }

const step: fc.Arbitrary<Step> = fc.record({
  tab: fc.nat(2),
  what: fc.constantFrom('more', 'more', 'ask', 'ask', 'reopen', 'die'),
  pause: fc.oneof(fc.constant(0), fc.nat(40)),
})

/** Another instance of a store on the same conversations, as another tab or process has it. */
type MakeStore = () => PrunableStore

interface Tab {
  readonly opening: Promise<Conversation>
  readonly mortal: MortalStore
  /** Resolves when the tab has died. */
  readonly death: Promise<'dead'>
  readonly die: () => void
}

/**
 * Three tabs of one browser with one conversation. Who hears no answer since the tab was closed, or has died, says the same again, with the same
 * id.
 */
class Tabs {
  readonly #tabs: Tab[] = []

  constructor(
    readonly makeStore: MakeStore,
    readonly answerAfter: number,
  ) {
    for (let tab = 0; tab < 3; tab += 1) this.#tabs.push(this.#openTab(Promise.resolve()))
  }

  #openTab(before: Promise<unknown>): Tab {
    const respond = async () => {
      for (let task = 0; task < this.answerAfter; task += 1) await nextMacrotask()
      return 'So it is.'
    }
    const inner = this.makeStore()
    const mortal = mortalStore(inner)
    const store = inner.watch === undefined ? mortal.store : { ...mortal.store, watch: inner.watch }
    const open = () => openConversation({ flow, model: scriptedModel({ respond }), store, id: 'a', onConflict: 'reload' })
    let die: () => void = () => undefined
    const death = new Promise<'dead'>((resolve) => {
      die = () => resolve('dead')
    })
    return { opening: before.then(open), mortal, death, die }
  }

  async say(number: number, text: string, id: string): Promise<void> {
    for (;;) {
      const tab = this.#tabs[number]
      if (tab === undefined) return
      const answer = tab.opening.then((conversation) => conversation.send(text, { id }))
      const outcome = await Promise.race([answer.then(() => 'answered' as const, isClosed), tab.death])
      if (outcome === 'answered') return
    }
  }

  async reopen(number: number): Promise<void> {
    const before = this.#tabs[number]
    const closed = Promise.race([before?.opening.then((conversation) => conversation.close()), before?.death])
    this.#tabs[number] = this.#openTab(closed)
    await Promise.race([this.#tabs[number]?.opening, this.#tabs[number]?.death])
  }

  die(number: number): void {
    const tab = this.#tabs[number]
    this.#tabs[number] = this.#openTab(Promise.resolve())
    tab?.mortal.die()
    tab?.die()
  }

  all(): Promise<readonly Conversation[]> {
    return Promise.all(this.#tabs.map(({ opening }) => opening))
  }
}

function isClosed(error: unknown): 'closed' {
  if (TalkchartError.isInstance(error) && error.code === 'conversation-closed') return 'closed'
  throw error
}

async function settle(tabs: readonly Conversation[], hasSettled: () => boolean): Promise<void> {
  for (let task = 0; task < MOST_WAITING && !hasSettled(); task += 1) await nextMacrotask()
  // Whoever only hears writes nothing: nothing more happens now.
  const revisions = tabs.map(({ revision }) => revision)
  for (let task = 0; task < 50; task += 1) await nextMacrotask()
  expect(tabs.map(({ revision }) => revision)).toEqual(revisions)
}

/** Runs the steps, and gives those who are left. */
async function run(makeStore: MakeStore, steps: readonly Step[], answerAfter: number): Promise<readonly Conversation[]> {
  const tabs = new Tabs(makeStore, answerAfter)
  const running: Promise<void>[] = []
  for (const [index, { tab, what, pause }] of steps.entries()) {
    if (what === 'die') tabs.die(tab)
    else running.push(what === 'reopen' ? tabs.reopen(tab) : tabs.say(tab, `${what} ${index}`, `m${index}`))
    for (let task = 0; task < pause; task += 1) await nextMacrotask()
  }
  await Promise.all(running)
  return await tabs.all()
}

/** Everything that was said stands there once, each with its reply. */
function expectWhole(history: readonly Message[], steps: readonly Step[]): void {
  const said = steps.flatMap(({ what }, index) => (what === 'reopen' || what === 'die' ? [] : [`m${index}`]))
  expect(history.flatMap(({ role, id }) => (role === 'user' ? [id] : [])).sort()).toEqual([...said].sort())
  const talk = history.map(({ role, text }) => (role === 'user' ? text.split(' ')[0] : text)).join(' ')
  expect(talk).toMatch(/^Yes\?( more Yes\?| ask So it is\. Yes\?)*$/)
}

const TIME_LIMIT = 60_000 + RUNS * 1000
const anySteps = fc.array(step, { minLength: 1, maxLength: 14 })

it(
  'tabs that talk, close, die and open as they like lose and double nothing, and come to show the same',
  async () => {
    const property = fc.asyncProperty(anySteps, fc.nat(30), async (steps, answerAfter) => {
      const databaseName = randomUUID()
      const open = await run(() => idbStore({ databaseName }), steps, answerAfter)
      const shown = () => open.map(({ messages }) => messages.map(({ text }) => text).join('\n'))
      const revisions = () => new Set(open.map(({ revision }) => revision))
      await settle(open, () => new Set(shown()).size === 1 && revisions().size === 1)
      const history = (await open[0]?.history()) ?? []
      expect(new Set(shown())).toEqual(new Set([history.map(({ text }) => text).join('\n')]))
      expectWhole(history, steps)
      await Promise.all(open.map((conversation) => conversation.close()))
    })
    await fc.assert(property, { numRuns: RUNS })
  },
  TIME_LIMIT,
)

it(
  'processes that talk, close, die and open as they like lose and double nothing',
  async () => {
    const property = fc.asyncProperty(anySteps, fc.nat(30), async (steps, answerAfter) => {
      const directory = mkdtempSync(join(tmpdir(), 'talkchart-others-'))
      const open = await run(() => fileStore(directory, { fsync: false }), steps, answerAfter)
      expectWhole((await open[0]?.history()) ?? [], steps)
      await Promise.all(open.map((conversation) => conversation.close()))
      rmSync(directory, { recursive: true })
    })
    await fc.assert(property, { numRuns: RUNS })
  },
  TIME_LIMIT,
)
