import { useMemo, useRef } from 'preact/hooks'
import type { ChartMarks } from '../chart/index.js'
import type { Chat } from './conversation/use-chat.js'

export type Covered = NonNullable<ChartMarks['covered']>

/** What the conversations of this page have gone through so far, one after the other. */
export function useCovered({ transitions }: Chat['view']): Covered {
  const known = useRef<Covered>({ states: {}, transitions: {} })
  return useMemo(() => {
    const states = { ...known.current.states }
    const taken = { ...known.current.transitions }
    for (const { from, state, transition } of transitions) {
      states[from] = states[state] = 1
      taken[`${from}.${transition}`] = 1
    }
    known.current = { states, transitions: taken }
    return known.current
  }, [transitions])
}
