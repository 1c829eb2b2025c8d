import { useEffect, useState } from 'preact/hooks'

/**
 * Asks whenever something that the answer depends on has changed. The answer before stays until the next is there, if it is about the same.
 *
 * @param ask asks, or is null where there is nothing to ask: then there is no answer
 * @param about what the answer is about: a conversation, a state
 * @param wait after so many milliseconds without another change
 */
export function useAsked<Answer>(ask: (() => Promise<Answer>) | null, about: string, depends: readonly unknown[], wait = 0): Answer | null {
  const [found, setFound] = useState<{ readonly about: string; readonly answer: Answer | null }>({ about, answer: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says what it depends on
  useEffect(() => {
    const set = (answer: Answer | null) => setFound({ about, answer })
    if (ask === null) return set(null)
    let isAwaited = true
    const take = (next: Answer | null) => isAwaited && set(next)
    const timer = setTimeout(() => ask().then(take, () => take(null)), wait)
    return () => {
      isAwaited = false
      clearTimeout(timer)
    }
  }, [ask === null, about, ...depends])
  return found.about === about ? found.answer : null
}
