import { useEffect } from 'preact/hooks'

/** Goes to the input: at once, and when the page is drawn again, since on a phone it may be behind another view now. */
export function goToInput(): void {
  const go = () => document.getElementById('message')?.focus()
  go()
  requestAnimationFrame(go)
}

/** Escape closes the sheet, and `/` goes to the input. */
export function useKeys(close: () => void): void {
  useEffect(() => {
    const leaving = new AbortController()
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement
      if (event.key === 'Escape') close()
      else if (event.key === '/' && !isTyping) {
        event.preventDefault()
        goToInput()
      }
    }
    window.addEventListener('keydown', onKey, { signal: leaving.signal })
    return () => leaving.abort()
  }, [close])
}
