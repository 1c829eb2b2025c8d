import { useEffect } from 'preact/hooks'

/** Goes to the input: at once, and when the page is drawn again, since on a phone it may be behind another view now. */
export function goToInput(): void {
  const go = () => document.getElementById('message')?.focus()
  go()
  requestAnimationFrame(go)
}

/** Escape closes the sheet, `/` goes to the input, and `?` lists the keys. What lies over the page has its keys for itself. */
export function useKeys(close: () => void, listKeys: (isListing: true) => void): void {
  useEffect(() => {
    const leaving = new AbortController()
    const actions: Readonly<Record<string, () => void>> = { Escape: close, '?': () => listKeys(true), '/': goToInput }
    const onKey = (event: KeyboardEvent) => {
      const { key, target } = event
      const isTyped = key !== 'Escape' && target instanceof Element && target.matches('textarea,input')
      if (isTyped || document.querySelector('dialog[open],:popover-open') !== null) return
      if (!Object.hasOwn(actions, key)) return
      actions[key]?.()
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey, { signal: leaving.signal })
    return () => leaving.abort()
  }, [close, listKeys])
}
