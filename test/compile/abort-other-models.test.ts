import { any, compileFlow, defineFlow, type LanguageModel, llmClassifier } from 'talkchart'
import { expect, test } from 'vitest'
import { createActor, waitFor } from 'xstate'

const flow = defineFlow({
  name: 'two_models',
  initialState: 'a',
  states: {
    a: {
      prompt: { say: 'Well?' },
      transitions: {
        go: any(
          llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' }),
          llmClassifier({ prompt: 'Is {{text}} sad?', targetClass: 'yes', model: 'careful' }),
        ),
      },
      nextStates: { go: 'end' },
    },
    end: { prompt: { say: 'End.' } },
  },
})

test('when one of several models fails, the calls of the others are aborted', async () => {
  let aborted = false
  const respond: LanguageModel['respond'] = () => Promise.reject(new Error('not asked'))
  const failing: LanguageModel = { respond, understand: () => Promise.reject(new Error('down')) }
  const slow: LanguageModel = {
    respond,
    understand: (_request, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true))
      return new Promise(() => undefined)
    },
  }
  const actor = createActor(compileFlow(flow, { model: failing, models: { careful: slow } }), { input: {} }).start()
  actor.send({ type: 'user.message', text: 'hm' })
  await waitFor(actor, (snapshot) => snapshot.hasTag('failed'))
  expect(aborted).toBe(true)
})
