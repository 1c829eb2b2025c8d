import { LONGEST_TIMER } from '../../runtime/actors/conversation-actors.js'

/** Waits for a promise, or for so long; undefined when the time is up. */
export async function within<Result>(promise: Promise<Result>, milliseconds: number): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.min(Math.max(0, milliseconds), LONGEST_TIMER))
  })
  try {
    return await Promise.race([promise, timeIsUp])
  } finally {
    clearTimeout(timer)
  }
}
