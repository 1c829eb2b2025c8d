import { useEffect, useRef } from 'react'
import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** In how many renders running something may be another one: each of them is another conversation, which shows itself by another render. */
const TOO_MANY_CHANGES = 3

const ADVICE = {
  flow: 'The flow, machine or handle given to useConversation is a new one in each render, which is another conversation each time. Make it once, outside of the component.',
  store:
    'The store given to useConversation is a new one in each render, which is another conversation each time. Make it once, outside of the component, such as const store = memoryStore(); or leave it out.',
} as const

type What = keyof typeof ADVICE

interface Seen {
  readonly value: unknown
  /** In how many renders running it was another one. */
  readonly changes: number
}

/** Refuses what is made anew in each render, instead of opening one conversation after the other for ever. */
export function useSteady(given: Readonly<Partial<Record<What, unknown>>>): void {
  const last = useRef<Partial<Record<What, Seen>>>({})
  const look = (what: What): Seen => {
    const value = given[what]
    const before = last.current[what]
    const isOther = value !== undefined && value !== before?.value
    return { value, changes: isOther ? (before?.changes ?? 0) + 1 : 0 }
  }
  const now = { flow: look('flow'), store: look('store') }
  if (now.flow.changes >= TOO_MANY_CHANGES) throw new TalkchartError('invalid-options', ADVICE.flow)
  if (now.store.changes >= TOO_MANY_CHANGES) throw new TalkchartError('invalid-options', ADVICE.store)
  // Renders that are thrown away, and the second one of Strict Mode, do not count.
  useEffect(() => {
    last.current = now
  })
}
