import type { RespondRequest, UnderstandRequest } from '../../../src/model/language-model.js'

/** A respond request, with what a test says about it. */
export function respondRequest(changes: Partial<RespondRequest> = {}): RespondRequest {
  return {
    kind: 'respond',
    id: 'ana/3/help/1/respond',
    conversationId: 'ana',
    state: 'help',
    model: null,
    system: 'You work for a bakery.',
    history: [
      { role: 'assistant', text: 'Hello! Shall we go on?' },
      { role: 'user', text: 'yes' },
    ],
    instruction: 'Offer help in one sentence.',
    say: null,
    ...changes,
  }
}

/** An understand request that asks one class, one next state and two facts, with what a test says about it. */
export function understandRequest(changes: Partial<UnderstandRequest> = {}): UnderstandRequest {
  const order = {
    type: 'object',
    properties: { product: { type: 'string' }, amount: { type: 'integer', minimum: 1 } },
    required: ['product'],
  }
  return {
    kind: 'understand',
    id: 'ana/3/help/1/understand',
    conversationId: 'ana',
    state: 'help',
    model: null,
    system: 'You work for a bakery.',
    history: [{ role: 'assistant', text: 'What may it be?' }],
    about: 'user',
    text: 'two rolls please',
    questions: [
      { type: 'extract', key: 'extract', instruction: 'What is ordered?', schema: order },
      { type: 'class', key: 'satisfied', instruction: 'Is the customer satisfied?', classes: ['yes', 'no'] },
      { type: 'select', key: 'next', instruction: 'Who helps best?', candidates: ['counter', 'oven'] },
    ],
    schema: {
      type: 'object',
      properties: { extract: order, satisfied: { enum: ['yes', 'no'] }, next: { enum: ['counter', 'oven', null] } },
      required: ['extract', 'satisfied', 'next'],
      additionalProperties: false,
    },
    ...changes,
  }
}

/** A signal that nobody aborts. */
export const neverAborted = new AbortController().signal

/** Options of a reply that nobody cuts off and whose pieces nobody hears. */
export const quiet = { signal: neverAborted, onDelta: () => undefined }

/** A promise that is settled from outside; Node 20 has no `Promise.withResolvers`. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
