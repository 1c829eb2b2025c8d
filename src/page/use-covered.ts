import { useMemo, useRef } from 'preact/hooks'
import type { ChartMarks } from '../chart/index.js'
import type { Chat } from './conversation/use-chat.js'

export type Covered = NonNullable<ChartMarks['covered']> & {
  /** Ways as `from.transition.to`. */
  readonly ways: Readonly<Record<string, 1>>
}

/** What the conversations of this page have gone through so far, one after the other. */
export function useCovered({ transitions, state: here = '' }: Chat['view']): Covered {
  const known = useRef<Covered>({ states: {}, transitions: {}, ways: {} })
  return useMemo(() => {
    const states = { ...known.current.states, [here]: 1 }
    const taken = { ...known.current.transitions }
    const ways = { ...known.current.ways }
    for (const { from, state, transition } of transitions) {
      states[from] = states[state] = 1
      taken[`${from}.${transition}`] = 1
      ways[`${from}.${transition}.${state}`] = 1
    }
    known.current = { states, transitions: taken, ways }
    return known.current
  }, [transitions, here])
}
