import { setImmediate as nextMacrotask } from 'node:timers/promises'
import fc from 'fast-check'
import {
  type ConversationView,
  compileFlow,
  createConversation,
  defineFlow,
  keyword,
  type LanguageModel,
  llmClassifier,
  memoryStore,
} from 'talkchart'
import { expect, it } from 'vitest'
import { runsOr } from '../runs.js'
import { watchUnhandled } from './unhandled.js'

const RUNS = runsOr(40)

const flow = defineFlow({
  name: 'viewed',
  initialState: 'hub',
  history: { maxMessages: 6 },
  states: {
    hub: {
      prompt: { instruct: 'Greet.' },
      suggestions: ['more', 'ask'],
      transitions: {
        more: keyword(['more']),
        ask: keyword(['ask']),
        bye: keyword(['bye']),
        odd: llmClassifier({ prompt: 'Odd?', targetClass: 'yes' }),
      },
      nextStates: { more: 'hub', ask: 'answer', bye: 'end', odd: 'answer' },
    },
    answer: { prompt: { instruct: 'Answer.' }, advanceTo: 'hub' },
    end: { prompt: { say: 'Bye.' } },
  },
})

/** A model that speaks in pieces and fails now and then, each time another way. */
function unsteadyModel(): LanguageModel {
  let calls = 0
  const usage = { inputTokens: 1, outputTokens: 1 }
  return {
    respond: async (_request, { onDelta }) => {
      calls += 1
      const call = calls
      for (const piece of ['One ', 'two ', 'three']) {
        onDelta(piece)
        if (call % 3 === 0) await nextMacrotask()
        else await undefined
      }
      if (call % 5 === 4) throw new Error('down')
      return { text: 'One two three', usage }
    },
    understand: async () => {
      calls += 1
      if (calls % 4 === 0) throw new Error('down')
      return { value: { odd: calls % 2 === 0 ? 'yes' : 'no' }, usage }
    },
  }
}

type Step = { readonly handle: 0 | 1; readonly call: string; readonly text: string }

const steps = fc.array(
  fc.record({
    handle: fc.constantFrom<0 | 1>(0, 0, 1),
    call: fc.constantFrom('send', 'send', 'send', 'retry', 'open', 'close', 'rewind', 'interrupt', 'cancel', 'wait', 'wait', 'rest'),
    text: fc.constantFrom('more', 'ask', 'hm', 'bye', 'more'),
  }),
  { minLength: 1, maxLength: 14 },
)

/** Follows the views of a handle, each held against the one before. */
class Follower {
  readonly chat: ReturnType<typeof createConversation>
  #last: ConversationView
  #actor: ConversationView['actor']

  constructor(chat: ReturnType<typeof createConversation>) {
    this.chat = chat
    this.#last = chat.view
    chat.subscribe(() => {
      const { view } = chat
      const last = this.#last
      this.#last = view
      expect(view).not.toBe(last)
      expect(Object.isFrozen(view) && Object.isFrozen(view.messages)).toBe(true)
      // What is loaded anew is made anew.
      const isLoaded = view.actor !== undefined && view.actor !== this.#actor
      this.#actor = view.actor ?? this.#actor
      for (const part of ['messages', 'transitions', 'suggestions', 'usage'] as const) {
        if (!isLoaded && JSON.stringify(view[part]) === JSON.stringify(last[part]))
          expect([part, view[part] === last[part]]).toEqual([part, true])
      }
      const ids = view.messages.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    })
  }

  /** What was not told has not changed. */
  check(): void {
    expect(this.chat.view).toBe(this.#last)
    const { conversation, view } = this.chat
    if (conversation === undefined || view.status === 'broken') return
    const { phase, state, revision, turn, error, outcome, actor } = conversation
    expect(view).toMatchObject({ status: phase, state, revision, turn, outcome, error: phase === 'failed' ? error : undefined })
    expect(view.actor).toBe(actor)
    expect(view.messages.filter(({ pending }) => pending !== true)).toEqual(conversation.messages)
  }
}

async function take({ chat }: Follower, { call, text }: Step): Promise<void> {
  const ignore = () => undefined
  if (call === 'send') void chat.send(text).catch(ignore)
  else if (call === 'retry') void chat.retry().catch(ignore)
  else if (call === 'open') void chat.open()
  else if (call === 'close') void chat.close()
  else if (call === 'rewind') void chat.rewind(0).catch(ignore)
  else if (call === 'interrupt') void chat.interrupt().catch(ignore)
  else if (call === 'cancel') void chat.cancel().catch(ignore)
  else if (call === 'wait') await nextMacrotask()
  else await chat.turns().catch(ignore)
}

it('a view is another object when something has changed, told once, and the same one otherwise; a reload shows the same', async () => {
  const unhandled = watchUnhandled()
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const store = memoryStore()
      const problems: unknown[] = []
      const machine = compileFlow(flow, { model: unsteadyModel() })
      const options = { machine, store, id: 'a', onProblem: (problem: unknown) => void problems.push(problem) }
      const followers = [new Follower(createConversation(options)), new Follower(createConversation(options))] as const
      for (const step of taken) {
        await take(followers[step.handle], step)
        for (const follower of followers) follower.check()
      }
      const [{ chat }, other] = followers
      await chat.open()
      await chat.turns()
      await expect.poll(() => chat.view.running, { interval: 2 }).toBe(false)
      for (const follower of followers) follower.check()
      const { status, state, messages, transitions, data, turn, revision, usage, outcome, error } = chat.view
      await Promise.all([chat.close(), other.chat.close()])
      await chat.open()
      for (const follower of followers) follower.check()
      expect(chat.view).toEqual(
        expect.objectContaining({ status, state, messages, transitions, data, turn, revision, usage, outcome, error }),
      )
      await chat.close()
      // An assertion within a listener is told as a problem.
      expect(problems).toEqual([])
    }),
    { numRuns: RUNS },
  )
  expect(unhandled).toEqual([])
})
