import { type ConversationFlow, type FlowState, keyword } from 'talkchart'
import { type Property, proveFlow } from 'talkchart/testing'

/** A flow, and properties of it with the verdicts that follow from the rules; `fail` holds unless a call fails. */
export interface Known {
  readonly flow: ConversationFlow
  readonly proved?: readonly Property[]
  readonly violated?: readonly Property[]
  readonly fail?: readonly Property[]
  readonly undecided?: readonly Property[]
}

export const bye: FlowState = { prompt: { say: 'Goodbye.' } }
export const gone: FlowState = { prompt: { say: 'Gone.' } }
export const worded = { prompt: { instruct: 'Ask it.' } } as const

/** Hears words, each of which leads to a state and names its transition. */
export function hears(
  words: Readonly<Record<string, NonNullable<FlowState['nextStates']>[string]>>,
  rest: Partial<FlowState> = {},
): FlowState {
  const transitions = Object.fromEntries(Object.keys(words).map((word) => [word, keyword([word])]))
  return { prompt: { say: 'Well?' }, transitions, nextStates: words, ...rest }
}

/** A flow that begins in the first of the states. */
export function flowOf(states: Readonly<Record<string, FlowState>>, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  return { name: 'known', initialState: Object.keys(states)[0] ?? '', initialContext: { level: 0 }, states, ...rest }
}

/** What is found of the properties of a flow, and what is known. */
export function verdictsOn({ flow, ...known }: Known) {
  const listed = Object.entries(known).flatMap(([verdict, all]: [string, readonly Property[]]) =>
    all.map((property) => ({ property, verdict })),
  )
  const properties = Object.fromEntries(listed.map(({ property }, position) => [String(position), property]))
  const found = proveFlow(flow, { properties }).map(({ property, verdict, calls }) => ({ property, verdict: calls ?? verdict }))
  return { found, known: listed }
}
