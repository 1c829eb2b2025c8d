import { useMemo, useRef, useState } from 'preact/hooks'
import type { Later, PlayDrawing } from '../protocol.js'
import { fitScale, READABLE, type Size } from './camera.js'
import { sizeOf } from './drawing-size.js'

type Direction = keyof PlayDrawing
const NEXT = { LR: 'TB', TB: 'LR' } as const
const NOTHING: Size = { width: 1, height: 1 }

/**
 * Chooses the direction that can be read in a window, until it is turned.
 *
 * @param isKept whether it stays as it is, for now
 */
export function useChosenDrawing(part: Later<PlayDrawing>, window: Size, isKept: boolean) {
  const [turned, setTurned] = useState<Direction | null>(null)
  const newest = useRef<PlayDrawing | null>(null)
  const chosen = useRef<Direction>('LR')
  if (part.status === 'ready') newest.current = part.value
  // While a changed flow is being drawn, the drawing before stays.
  const drawings = part.status === 'refused' ? null : newest.current
  const sizes = useMemo(() => drawings && { LR: sizeOf(drawings.LR.svg), TB: sizeOf(drawings.TB.svg) }, [drawings])
  // Only when the window is another: it is still small while what stood beside it goes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept now is no reason
  useMemo(() => {
    if (sizes !== null && !isKept)
      chosen.current = fitScale(window, sizes.LR) >= Math.min(READABLE, fitScale(window, sizes.TB)) ? 'LR' : 'TB'
  }, [sizes, window])
  const direction = turned ?? chosen.current
  return { drawn: drawings?.[direction], size: sizes?.[direction] ?? NOTHING, turn: () => setTurned(NEXT[direction]) }
}
