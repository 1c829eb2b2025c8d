import { useState } from 'preact/hooks'
import type { TakenWay } from '../chart/index.js'
import type { TurnExplanation } from './protocol.js'

/** The way of a property that is looked at in the chart, until something is typed. */
export function useLookedWay(would: TurnExplanation | null) {
  const [way, setWay] = useState<TakenWay | null>(null)
  if (would !== null && way !== null) setWay(null)
  return [way, setWay] as const
}
