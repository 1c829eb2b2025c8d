/**
 * Finds out what a server takes. Each call is attempted at the best level not yet known to be refused; when the
 * server refuses a level, the same call is made at the next. A level is remembered once a call has succeeded at it, so
 * an error that a lower level does not cure changes nothing.
 *
 * @param levels best first
 * @param onSettled told once for each lower level that was settled on, with the error that led there
 */
export function negotiate<Level>(
  levels: readonly [Level, ...Level[]],
  isRefusal: (error: unknown) => boolean,
  onSettled: (level: Level, error: unknown) => void,
): <Answer>(attempt: (level: Level) => Promise<Answer>) => Promise<Answer> {
  let settled = 0
  return async (attempt) => {
    let position = settled
    let refusal: unknown
    for (const level of levels.slice(position)) {
      try {
        const answer = await attempt(level)
        if (position > settled) {
          settled = position
          onSettled(level, refusal)
        }
        return answer
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusal = error
        position += 1
      }
    }
    throw refusal
  }
}
