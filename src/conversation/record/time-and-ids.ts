import { randomId } from '../../machine/random-id.js'
import { callSafely, totalReport } from '../../machine/total-listener.js'
import type { CommonOpenOptions } from '../api/open-options.js'

/** Where a conversation has its times and its ids from. */
export interface TimeAndIds {
  /** Tells the time, in milliseconds since the epoch. */
  readonly clock: () => number
  readonly newId: () => string
}

const DEFAULT: TimeAndIds = { clock: () => Date.now(), newId: randomId }

/** Returns what an opening has said of its times and ids, made total, and else the machine's clock and UUIDs. */
export function timeAndIds({ clock, newId, onProblem }: Pick<CommonOpenOptions<object>, 'clock' | 'newId' | 'onProblem'>): TimeAndIds {
  if (clock === undefined && newId === undefined) return DEFAULT
  const told = (error: unknown) => totalReport(onProblem)({ type: 'listener', message: 'The function clock or newId failed.', error })
  return { clock: total(clock, DEFAULT.clock, told), newId: total(newId, DEFAULT.newId, told) }
}

/** Makes a function total, as it is called in the middle of a step: where it fails, that is told, and the default is taken. */
function total<Value>(make: (() => Value) | undefined, otherwise: () => Value, told: (error: unknown) => void): () => Value {
  if (make === undefined) return otherwise
  return () => {
    const usual = otherwise()
    let made = usual
    callSafely(() => {
      made = make()
      return made
    }, told)
    return typeof made === typeof usual ? made : usual
  }
}
