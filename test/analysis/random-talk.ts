import { setImmediate as nextMacrotask } from 'node:timers/promises'
import fc from 'fast-check'
import type { LanguageModel, Question } from 'talkchart'
import { vi } from 'vitest'
import { type AnyStateMachine, createActor, fromPromise } from 'xstate'
import { GUARDS } from '../reference/random-condition.js'
import { utterance, utteranceAt } from '../reference/vocabulary.js'

/** Something that happens to a conversation. */
export type TalkStep = { readonly say: string; readonly interrupt?: true } | { readonly retry: true } | { readonly wait: number }

export const talk = talkOf(utterance)

/** Makes talks of what may be said. */
export function talkOf(said: fc.Arbitrary<string>): fc.Arbitrary<readonly TalkStep[]> {
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: said.map((say): TalkStep => ({ say })) },
      { weight: 1, arbitrary: fc.constant<TalkStep>({ say: 'yes', interrupt: true }) },
      { weight: 1, arbitrary: fc.constant<TalkStep>({ retry: true }) },
      { weight: 1, arbitrary: fc.constantFrom(5, 30).map((wait): TalkStep => ({ wait })) },
    ),
    { minLength: 1, maxLength: 15 },
  )
}

/** A number that depends on nothing but the text. */
function numberOf(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 1009, 7)
}

/** Answers the same request always alike; one in ten fails. */
export const dependableModel: LanguageModel = {
  async respond({ id, instruction }, { onDelta }) {
    const number = numberOf(id + instruction)
    if (number % 10 === 0) throw new Error('The model is down')
    onDelta(utteranceAt(number))
    return { text: utteranceAt(number), usage: { inputTokens: number % 4, outputTokens: number % 3 } }
  },
  async understand({ id, questions, text }) {
    const number = numberOf(id + text)
    if (number % 10 === 0) throw new Error('The model is down')
    const value = Object.fromEntries(questions.map((question, position) => [question.key, answerTo(question, number + position)]))
    return { value, usage: { inputTokens: number % 4, outputTokens: number % 3 } }
  },
}

function answerTo(question: Question, number: number) {
  if (question.type === 'class') return question.classes[number % question.classes.length] ?? null
  if (question.type === 'select') return [...question.candidates, null][number % (question.candidates.length + 1)] ?? null
  const { properties } = question.schema
  const fields = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  return Object.fromEntries(fields.map((field) => [field, field === 'amount' ? number % 21 : utteranceAt(number)]))
}

/** The guards that random flows name. */
export const userGuards = Object.fromEntries(
  Object.entries(GUARDS).map(([name, guard]) => [
    name,
    ({ context }: { readonly context: { readonly data: Readonly<Record<string, unknown>> } }, params: unknown) =>
      guard(context.data, typeof params === 'object' && params !== null ? { ...params } : undefined),
  ]),
)

/** The actor that random flows invoke; it notes what it is given. */
export const lookUpNoting = (inputs: unknown[]) =>
  fromPromise<unknown, { readonly text: string }>(async ({ input }) => {
    inputs.push(input)
    const number = numberOf(input.text)
    if (number % 5 === 0) throw new Error('No such order')
    return { id: number }
  })

export const lookUp = lookUpNoting([])

/** What was seen of a conversation: where it stood after each step, each state that was entered, and everything that was emitted. */
export interface Observed {
  readonly steps: readonly { readonly value: unknown; readonly context: unknown }[]
  readonly entered: readonly { readonly from: string | null; readonly to: string; readonly transition: string | null }[]
  readonly emitted: readonly object[]
  readonly output: unknown
}

/** Of states whose actors fail, each may lead to the next, without end and without a pause in which anything else could stop it. */
const MOST_ENTERED = 500

/** Lets a machine go through the steps, and no further than through so many states. Needs faked `Date` and `setTimeout`. */
export async function observeTalk(machine: AnyStateMachine, steps: readonly TalkStep[]): Promise<Observed> {
  const actor = createActor(machine, { input: { conversationId: 'c' } })
  const entered: { from: string | null; to: string; transition: string | null }[] = []
  actor.on('state.entered', ({ from, state, transition }) => {
    entered.push({ from, to: state, transition })
    if (entered.length === MOST_ENTERED) actor.stop()
  })
  const emitted: object[] = []
  actor.on('*', (event) => emitted.push(event))
  const seen: { value: unknown; context: unknown }[] = []
  const look = async () => {
    await nextMacrotask()
    await nextMacrotask()
    const { value, context } = actor.getSnapshot()
    seen.push({ value, context })
  }
  actor.start()
  await look()
  for (const step of steps) {
    if (actor.getSnapshot().status !== 'active') break
    if ('wait' in step) await vi.advanceTimersByTimeAsync(step.wait * 1000)
    else
      actor.send(
        'retry' in step ? { type: 'conversation.retry' } : { type: 'user.message', text: step.say, interrupt: step.interrupt ?? false },
      )
    await look()
  }
  const { output } = actor.getSnapshot()
  actor.stop()
  return { steps: seen, entered, emitted, output }
}
