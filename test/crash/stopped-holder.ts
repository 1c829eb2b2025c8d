import { defineFlow, keyword, type LanguageModel } from 'talkchart'

export const LEASE_MILLISECONDS = 250

/** The moments of a turn at which its process is stopped. */
export const STOP_STEPS = [
  'after the lease',
  'before the message is stored',
  'as the relay begins',
  'in the call',
  'as a piece is relayed',
  'before the commit',
  'after the commit, before the release',
  'as the relay ends',
] as const
export type StopStep = (typeof STOP_STEPS)[number]

export const FLOW = defineFlow({
  name: 'stopped',
  initialState: 'ask',
  states: {
    ask: { prompt: { say: 'Well?' }, transitions: { ask: keyword(['ask']) }, nextStates: { ask: 'told' } },
    told: { prompt: { instruct: 'Tell.' }, transitions: { ask: keyword(['ask']) }, nextStates: { ask: 'told' } },
  },
})

/** What the process says that is stopped. */
export const stoppedAnswer = 'From the one that was stopped.'

/** Makes a model that says what it is given, piece by piece. */
export function answering(say: () => string): LanguageModel {
  const usage = { inputTokens: 0, outputTokens: 0 }
  return {
    async respond(_request, { onDelta }) {
      const text = say()
      for (const piece of text.split(/(?<= )/)) onDelta(piece)
      return { text, usage }
    },
    understand: async () => ({ value: null, usage }),
  }
}
