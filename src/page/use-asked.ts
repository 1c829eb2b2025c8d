import { useEffect, useState } from 'preact/hooks'

/**
 * Asks whenever something that the answer depends on has changed. The answer before stays until the next is there.
 *
 * @param ask asks, or is null where there is nothing to ask: then there is no answer
 * @param wait after so many milliseconds without another change
 */
export function useAsked<Answer>(ask: (() => Promise<Answer>) | null, depends: readonly unknown[], wait = 0): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says what it depends on
  useEffect(() => {
    if (ask === null) return setAnswer(null)
    let isAwaited = true
    const take = (next: Answer | null) => isAwaited && setAnswer(next)
    const timer = setTimeout(() => ask().then(take, () => take(null)), wait)
    return () => {
      isAwaited = false
      clearTimeout(timer)
    }
  }, [ask === null, ...depends])
  return answer
}
