/** The longest time that a timer keeps. It takes a longer one for none, and fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1

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
