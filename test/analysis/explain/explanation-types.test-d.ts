import { type Conversation, compileFlow, defineFlow, keyword, openConversation } from 'talkchart'
import {
  type ConversationExplainer,
  type ExplainedCandidate,
  type ExplainedCondition,
  type ExplainedSpan,
  explainConversation,
  explainTurn,
  type TurnExplanation,
} from 'talkchart/analysis'
import { expectTypeOf, test } from 'vitest'
import { createActor } from 'xstate'

const flow = defineFlow({
  name: 'typed',
  initialState: 'greeting',
  initialContext: { seats: 1 },
  states: {
    greeting: { prompt: { say: 'Hello.' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'end' } },
    end: { prompt: { say: 'Bye.' } },
  },
})

test('a machine with names and data is explained by any of its snapshots', async () => {
  const machine = compileFlow(flow)
  expectTypeOf(explainTurn(machine, createActor(machine).getSnapshot(), 'go')).toEqualTypeOf<TurnExplanation>()
  const conversation = await openConversation({ flow })
  expectTypeOf(explainTurn(machine, conversation.actor.getSnapshot(), 'go', { answers: { go: null } })).toEqualTypeOf<TurnExplanation>()
  expectTypeOf(explainConversation(conversation)).toEqualTypeOf<ConversationExplainer>()
  const wide: Conversation = conversation
  expectTypeOf(explainConversation(wide).explain).returns.toEqualTypeOf<Promise<TurnExplanation>>()
  // @ts-expect-error: a turn is a number, a message is a text
  void explainConversation(wide).explain(true)
  // @ts-expect-error: answers have the keys of questions
  explainTurn(machine, conversation.actor.getSnapshot(), 'go', { answers: ['yes'], complete: 'yes' })
})

test('what a span says more follows from its verdict', () => {
  const word = (span: ExplainedSpan): string => {
    if (span.verdict === 'yields') return span.to
    return span.verdict === 'outranked' ? span.to.word : span.word
  }
  expectTypeOf(word).returns.toBeString()
  const leaves = (condition: ExplainedCondition): number => ('parts' in condition ? condition.parts.length : (condition.spans ?? []).length)
  expectTypeOf(leaves).returns.toBeNumber()
  expectTypeOf<ExplainedCandidate['condition']>().toEqualTypeOf<ExplainedCondition | null>()
})
