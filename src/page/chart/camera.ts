import { useEffect, useRef, useState } from 'preact/hooks'
import type { Box } from './label-place.js'

/** Where a drawing is shown: its corner, in pixels of the window that it stands in, and its scale. */
export interface Camera {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

const SMALLEST = 0.03
const LARGEST = 3
/** Below this scale a drawing can not be read: then it is followed. */
export const READABLE = 0.7
const MARGIN = 36

export function fitScale(view: Size, drawing: Size): number {
  return Math.min((view.width - 2 * MARGIN) / drawing.width, (view.height - 2 * MARGIN) / drawing.height, 1.25)
}

/** Shows all of a drawing. */
export function showAll(view: Size, drawing: Size): Camera {
  const scale = Math.max(SMALLEST, fitScale(view, drawing))
  return { x: (view.width - drawing.width * scale) / 2, y: (view.height - drawing.height * scale) / 2, scale }
}

/** Shows a point in the middle, as far as the drawing reaches. */
export function follow(view: Size, drawing: Size, middle: { readonly x: number; readonly y: number }): Camera {
  const scale = 0.95
  const clamped = (room: number, length: number, at: number) => {
    const whole = length * scale
    if (whole + 2 * MARGIN <= room) return (room - whole) / 2
    return Math.min(MARGIN, Math.max(room - whole - MARGIN, room / 2 - at * scale))
  }
  return { x: clamped(view.width, drawing.width, middle.x), y: clamped(view.height, drawing.height, middle.y), scale }
}

/** Zooms around a point of the window. */
export function zoom({ x, y, scale }: Camera, factor: number, atX: number, atY: number): Camera {
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * factor))
  const change = next / scale
  return { x: atX - (atX - x) * change, y: atY - (atY - y) * change, scale: next }
}

/** How much larger or smaller labels are than the drawing that they stand over: they are read when it is small, too. */
export function labelScale(scale: number): number {
  const size = 11 * scale
  return Math.round(Math.min(20, Math.min(115, Math.max(90, 10 * size)) / size)) / 10
}

/** The part of a drawing that is seen, in its units. */
export function seenIn({ width, height }: Size, { x, y, scale }: Camera): Box {
  return { left: -x / scale, top: -y / scale, right: (width - x) / scale, bottom: (height - y) / scale }
}

/** Moves a camera by drag, two fingers, wheel and pinch. */
export function usePanAndZoom(move: (change: (camera: Camera) => Camera) => void) {
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(move)
  latest.current = move
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const leaving = new AbortController()
    const { signal } = leaving
    const fingers = new Map<number, { readonly x: number; readonly y: number }>()
    const spread = () => {
      const [one, other] = [...fingers.values()]
      return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0
    }
    const at = ({ clientX, clientY }: MouseEvent) => {
      const { left, top } = element.getBoundingClientRect()
      return { x: clientX - left, y: clientY - top }
    }
    element.addEventListener('pointerdown', (event) => void fingers.set(event.pointerId, at(event)), { signal })
    window.addEventListener(
      'pointermove',
      (event) => {
        const before = fingers.get(event.pointerId)
        if (before === undefined) return
        const now = at(event)
        const apart = spread()
        fingers.set(event.pointerId, now)
        if (fingers.size === 1) latest.current((camera) => ({ ...camera, x: camera.x + now.x - before.x, y: camera.y + now.y - before.y }))
        else if (apart > 0) latest.current((camera) => zoom(camera, spread() / apart, now.x, now.y))
      },
      { signal },
    )
    for (const type of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(type, ({ pointerId }) => void fingers.delete(pointerId), { signal })
    }
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault()
        const { x, y } = at(event)
        const isScroll = !event.ctrlKey && (event.deltaX !== 0 || (event.deltaMode === 0 && Math.abs(event.deltaY) < 40))
        latest.current((camera) =>
          isScroll
            ? { ...camera, x: camera.x - event.deltaX, y: camera.y - event.deltaY }
            : zoom(camera, Math.exp(-event.deltaY / 400), x, y),
        )
      },
      { signal, passive: false },
    )
    return () => leaving.abort()
  }, [])
  return place
}

/** The size of an element, whenever it changes. */
export function useSize(place: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useEffect(() => {
    if (place.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [place])
  return size
}
