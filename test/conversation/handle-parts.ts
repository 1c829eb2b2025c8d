import {
  type ConversationStore,
  type createConversation,
  defineFlow,
  keyword,
  type LanguageModel,
  memoryStore,
  scriptedModel,
} from 'talkchart'
import { expect } from 'vitest'

/** A flow that greets through the model, and again for each "more". */
export const flow = defineFlow({
  name: 'desk',
  initialState: 'hello',
  states: {
    hello: {
      prompt: { instruct: 'Greet.' },
      suggestions: ['more'],
      transitions: { more: keyword(['more']), bye: keyword(['bye']) },
      nextStates: { more: 'hello', bye: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

/** A model that says what it is told to, when it is told to. */
export function patientModel() {
  const calls: { readonly say: (delta: string) => void; readonly end: (text: string) => void }[] = []
  const usage = { inputTokens: 0, outputTokens: 0 }
  const model: LanguageModel = {
    respond: (_request, { onDelta, signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        calls.push({ say: onDelta, end: (text) => resolve({ text, usage }) })
      }),
    understand: async () => ({ value: null, usage }),
  }
  const call = async (index: number) => {
    await expect.poll(() => calls.length).toBeGreaterThan(index)
    const made = calls[index]
    if (made === undefined) throw new Error('There was no such call.')
    return made
  }
  return { model, call, count: () => calls.length }
}

/** A store whose loads wait until they are let through. */
export function slowStore(store = memoryStore()) {
  const waiting: (() => void)[] = []
  let isFree = false
  const slow: ConversationStore = {
    ...store,
    load: async (id, options) => {
      if (!isFree) await new Promise<void>((resolve) => waiting.push(resolve))
      return await store.load(id, options)
    },
  }
  return {
    store: slow,
    /** Lets everything through from now on. */
    free: () => {
      isFree = true
      for (const resolve of waiting.splice(0)) resolve()
    },
    pass: async () => {
      await expect.poll(() => waiting.length).toBeGreaterThan(0)
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

export const hello = () => scriptedModel({ respond: 'Hi.' })

/** What is in view, what waits in brackets. */
export const texts = ({ view }: ReturnType<typeof createConversation>) =>
  view.messages.map(({ text, pending }) => (pending === true ? `(${text})` : text))
