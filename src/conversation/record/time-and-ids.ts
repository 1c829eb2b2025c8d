import { quote } from '../../diagnostics/quote.js'
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

type Options = Pick<CommonOpenOptions<object>, 'clock' | 'newId' | 'onProblem'>

/** Returns what an opening has said of its times and ids, made total, and else the machine's clock and UUIDs. */
export function timeAndIds(options: Options): TimeAndIds {
  const { clock, newId } = options
  if (clock === undefined && newId === undefined) return DEFAULT
  return {
    clock: clock === undefined ? DEFAULT.clock : total('clock', clock, Number.isFinite, DEFAULT.clock, options),
    newId: newId === undefined ? DEFAULT.newId : total('newId', newId, (id) => typeof id === 'string', DEFAULT.newId, options),
  }
}

/** Makes a function total, as it is called in the middle of a step: what fails is told, and what is there by default takes its place. */
function total<Value>(
  name: string,
  make: () => Value,
  isFit: (value: unknown) => boolean,
  otherwise: () => Value,
  { onProblem }: Options,
): () => Value {
  const report = totalReport(onProblem)
  return () => {
    let made: Value | undefined
    const told = (error: unknown) => report({ type: 'listener', message: `The function ${name} failed.`, error })
    callSafely(() => {
      made = make()
      return made
    }, told)
    if (made !== undefined && isFit(made)) return made
    if (made !== undefined) report({ type: 'listener', message: `The function ${name} gave ${quote(made)}, which can not be used.` })
    return otherwise()
  }
}
