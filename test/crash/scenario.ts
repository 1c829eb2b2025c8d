import { defineFlow, keyword, llmClassifier } from 'talkchart'

/** Every way in which a turn can come about: spoken at once, by the model, after a classification, as a chain of replies, by a miss. */
export const flow = defineFlow({
  name: 'crash_course',
  initialState: 'hub',
  initialContext: { topics: {} },
  noMatch: { max: 1000, to: 'hub', prompt: { say: 'Pardon?' } },
  states: {
    hub: {
      prompt: { say: 'What now?' },
      transitions: {
        quick: keyword(['quick']),
        chat: keyword(['chat']),
        chain: keyword(['chain']),
        judged: llmClassifier({ prompt: 'Is {{text}} serious?', targetClass: 'yes' }),
      },
      nextStates: { quick: 'hub', chat: 'chat', chain: 'first', judged: 'judged' },
    },
    chat: { prompt: { instruct: 'Chat with the user.' }, advanceTo: 'hub' },
    first: { prompt: { instruct: 'Say the first part.' }, advanceTo: 'second' },
    second: { prompt: { instruct: 'Say the second part.' }, advanceTo: 'hub' },
    judged: { prompt: { instruct: 'Answer in earnest.' }, advanceTo: 'hub' },
  },
})

const KINDS = ['quick', 'chat', 'hm', 'chain', 'seriously', 'quick', 'chat', 'seriously'] as const

/** What one conversation's user says. Each text is unlike any other, so that a lost or doubled one shows. */
export const messagesOf = (conversation: string): readonly { readonly id: string; readonly text: string }[] =>
  KINDS.map((kind, index) => ({ id: `${conversation}-${index}`, text: `${kind} ${index} of ${conversation}` }))

/** At these messages the user is impatient: the next one is sent before the answer came. */
export const IMPATIENT: ReadonlySet<number> = new Set([1, 3])

/** What a model answers in these talks; the same words every time that it is asked the same. */
export function answerTo(lastUserText: string, instruction: string): string {
  return `${instruction} (${lastUserText})`
}

/** So few that the processes forget many times while they talk. */
export const KEPT_REVISIONS = 2
