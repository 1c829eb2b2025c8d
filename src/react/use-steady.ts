import { useEffect, useRef } from 'react'
import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** In how many renders running something may be another one: each of them is another conversation, which shows itself by another render. */
const TOO_MANY_CHANGES = 3

type What = 'flow' | 'store'

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
  const unsteady =
    now.flow.changes >= TOO_MANY_CHANGES ? 'flow, machine or handle' : now.store.changes >= TOO_MANY_CHANGES ? 'store' : undefined
  if (unsteady !== undefined) {
    throw new TalkchartError(
      'invalid-options',
      `useConversation was given a new ${unsteady} in each render, which is another conversation each time. Make it once, outside of the component.`,
    )
  }
  // Renders that are thrown away, and the second one of Strict Mode, do not count.
  useEffect(() => {
    last.current = now
  })
}
