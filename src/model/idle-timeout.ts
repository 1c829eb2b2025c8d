/** The longest delay that `setTimeout` takes; past it a timer fires at once. */
const LONGEST_DELAY = 2 ** 31 - 1

/** A signal that is aborted by its parent, or when nothing has been heard for too long. */
export interface IdleTimeout {
  readonly signal: AbortSignal
  /** Whether it was the silence that aborted the signal. */
  readonly expired: boolean
  /** Starts to wait, or waits afresh: something was heard. */
  restart(): void
  /** Settles as the promise does, or rejects as soon as the signal is aborted, for promises that do not heed a signal. */
  race<Result>(promise: Promise<Result>): Promise<Result>
  /** Ends the waiting and lets go of the parent signal. */
  stop(): void
}

/**
 * Watches over a call whose answer comes in pieces. It waits only after the first `restart()`.
 *
 * @param milliseconds the longest silence between two pieces
 */
export function idleTimeout(parent: AbortSignal, milliseconds: number): IdleTimeout {
  const controller = new AbortController()
  let expired = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const abort = () => controller.abort(parent.reason)
  const expire = () => {
    expired = true
    controller.abort()
  }
  if (parent.aborted) abort()
  else parent.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    get expired() {
      return expired
    },
    restart() {
      clearTimeout(timer)
      timer = setTimeout(expire, Math.min(milliseconds, LONGEST_DELAY))
    },
    race(promise) {
      return new Promise((resolve, reject) => {
        const { signal } = controller
        if (signal.aborted) reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        promise.then(resolve, reject)
      })
    },
    stop() {
      clearTimeout(timer)
      parent.removeEventListener('abort', abort)
    },
  }
}
