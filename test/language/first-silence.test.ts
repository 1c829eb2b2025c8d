import { compileFlow, parseFlow } from 'talkchart'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createActor } from 'xstate'
import { flowOf, said } from './talk.js'

const flow = parseFlow(
  flowOf({
    ask: {
      prompt: { instruct: 'Ask for the size.' },
      timeout: { seconds: 60, prompts: [{ instruct: 'Ask again.' }] },
      transitions: { small: said('small') },
      nextStates: { small: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  }),
)

test('a silence before the first word lasts since the state began to listen, also after a restore', async () => {
  vi.useFakeTimers({ now: 1_000_000 })
  onTestFinished(() => void vi.useRealTimers())
  const machine = compileFlow(flow, {
    model: { respond: () => new Promise(() => undefined), understand: () => new Promise(() => undefined) },
  })
  const first = createActor(machine, { input: { conversationId: 'c' } }).start()
  await vi.advanceTimersByTimeAsync(10_000)
  first.send({ type: 'conversation.interrupt' })
  await vi.advanceTimersByTimeAsync(40_000)
  const kept = first.getPersistedSnapshot()
  first.stop()
  const restored = createActor(machine, { snapshot: JSON.parse(JSON.stringify(kept)) }).start()
  await vi.advanceTimersByTimeAsync(19_000)
  expect(restored.getSnapshot().context.silences ?? 0).toBe(0)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(restored.getSnapshot().context.silences).toBe(1)
  restored.stop()
})
