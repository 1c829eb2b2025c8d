import { defineFlow, keyword, llmClassifier } from 'talkchart'

/** A flow with every kind of turn: spoken at once, by the model, after a classification, and an end. */
export const flow = defineFlow({
  name: 'load',
  initialState: 'hub',
  states: {
    hub: {
      prompt: { say: 'What now?' },
      transitions: {
        quick: keyword(['quick']),
        chat: keyword(['chat']),
        bye: keyword(['bye']),
        judged: llmClassifier({ prompt: 'Is {{text}} serious?', targetClass: 'yes' }),
      },
      nextStates: { quick: 'hub', chat: 'chat', bye: 'end', judged: 'chat' },
      noMatch: { prompt: { say: 'Pardon?' } },
    },
    chat: { prompt: { instruct: 'Chat with the user.' }, advanceTo: 'hub' },
    end: { prompt: { instruct: 'Say goodbye.' } },
  },
})

const KINDS = ['quick', 'chat', 'seriously', 'quick', 'hm', 'chat', 'quick', 'chat', 'quick', 'bye'] as const

export interface SaidMessage {
  readonly id: string
  readonly text: string
}

/** The ten messages of one conversation; each is unlike any other, so that a lost or doubled one shows. */
export function messagesOf(conversation: string): readonly SaidMessage[] {
  return KINDS.map((kind, index) => ({ id: `${conversation}-${index}`, text: `${kind} ${index} of ${conversation}` }))
}
