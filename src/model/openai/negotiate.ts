/** What a refusal is about: `EVERYTHING` of a server, or one thing of it, such as one schema. */
export type Topic = string

/** The topic whose lesson holds for all the others too. */
export const EVERYTHING: Topic = ''

/** The topics that are remembered for one server; the oldest is forgotten. */
const MOST_TOPICS = 100

/** Makes one call at the best level that a server takes. From a call whose topic is null nothing is learnt. */
export type Negotiation<Level> = <Answer>(attempt: (level: Level) => Promise<Answer>, topic?: Topic | null) => Promise<Answer>

/**
 * Finds out what a server takes. Each call is attempted at the best level not yet known to be refused; when the
 * server refuses a level, the same call is made at the next. A level is remembered once a call has succeeded at it, so
 * an error that a lower level does not cure changes nothing.
 *
 * @param levels best first
 * @param onSettled told each time that a lower level was settled on, with the error that led there
 */
export function negotiate<Level>(
  levels: readonly [Level, ...Level[]],
  isRefusal: (error: unknown) => boolean,
  onSettled: (level: Level, error: unknown) => void,
): Negotiation<Level> {
  const settled = new Map<Topic, number>()
  const settledAt = (topic: Topic | null) => Math.max(settled.get(EVERYTHING) ?? 0, topic === null ? 0 : (settled.get(topic) ?? 0))
  const settle = (topic: Topic, position: number) => {
    settled.delete(topic)
    settled.set(topic, position)
    const oldest = [...settled.keys()].find((known) => known !== EVERYTHING)
    if (settled.size > MOST_TOPICS && oldest !== undefined) settled.delete(oldest)
  }
  return async (attempt, topic = EVERYTHING) => {
    let position = settledAt(topic)
    let refusal: unknown
    for (const level of levels.slice(position)) {
      try {
        const answer = await attempt(level)
        if (topic !== null && position > settledAt(topic)) {
          settle(topic, position)
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
