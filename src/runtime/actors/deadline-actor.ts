import { fromPromise } from 'xstate'

export interface DeadlineInput {
  /** Milliseconds since the epoch. */
  readonly deadline: number
}

/** The longest wait that `setTimeout` keeps; past it, it fires at once. */
const LONGEST_WAIT = 2 ** 31 - 1

/** A timer that survives a restore: it waits until an absolute time, which is its input. */
export const deadlineActor = fromPromise<null, DeadlineInput>(
  ({ input, signal }) =>
    new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout>
      const wait = () => {
        const left = input.deadline - Date.now()
        timer = left > LONGEST_WAIT ? setTimeout(wait, LONGEST_WAIT) : setTimeout(() => resolve(null), Math.max(0, left))
      }
      wait()
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }),
)
