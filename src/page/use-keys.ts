import { useEffect } from 'preact/hooks'

/** Escape closes the sheet, and `/` goes to the input. */
export function useKeys(close: () => void): void {
  useEffect(() => {
    const leaving = new AbortController()
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement
      if (event.key === 'Escape') close()
      else if (event.key === '/' && !isTyping) {
        event.preventDefault()
        document.getElementById('message')?.focus()
      }
    }
    window.addEventListener('keydown', onKey, { signal: leaving.signal })
    return () => leaving.abort()
  }, [close])
}
