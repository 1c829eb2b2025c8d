import { useState } from 'preact/hooks'
import { keep, readKept } from '../kept.js'

const KEY = 'panel'
const USUAL = 34
const LEAST = 15
const MOST = 80
const STEP = 4

/** The height of the panel, as a part of a hundred, which is kept over reloads. */
export function useHeight() {
  const [height, setHeight] = useState(() => within(Number(readKept(KEY) ?? USUAL)))
  const set = (next: number) => {
    setHeight(within(next))
    keep(KEY, String(within(next)))
  }
  return [height, set] as const
}

function within(height: number): number {
  return Math.min(MOST, Math.max(LEAST, height || USUAL))
}

export interface DividerProperties {
  readonly height: number
  readonly onHeight: (height: number) => void
}

/** The line over the panel, which is dragged, or moved by keys. */
export function Divider({ height, onHeight }: DividerProperties) {
  const drag = ({ currentTarget, clientY, buttons }: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const whole = currentTarget.parentElement?.parentElement?.getBoundingClientRect()
    if (buttons > 0 && whole !== undefined) onHeight((100 * (whole.bottom - clientY)) / whole.height)
  }
  const press = (event: KeyboardEvent) => {
    const next = { ArrowUp: height + STEP, ArrowDown: height - STEP }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onHeight(next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that is moved is a separator with a value
    <div
      class="divider"
      role="separator"
      tabIndex={0}
      aria-label="Height of the panel"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(height)}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  )
}
