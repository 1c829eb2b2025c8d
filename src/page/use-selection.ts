import { useCallback, useRef, useState } from 'preact/hooks'

/** The state whose sheet is open. Whatever opened it has the focus again when it is closed. */
export function useSelection() {
  const [selected, setSelected] = useState<string | null>(null)
  const opener = useRef<Element | null>(null)
  const close = useCallback(() => {
    setSelected(null)
    const before = opener.current
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
  }, [])
  const select = useCallback((state: string) => {
    opener.current = document.activeElement
    setSelected(state)
  }, [])
  return { selected, select, close }
}
