import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { TakenWay } from '../../chart/index.js'
import type { ShownView } from '../panel/use-turns.js'
import type { PlayFlow } from '../protocol.js'
import type { Covered } from '../use-covered.js'
import { type Camera, fitScale, follow, labelScale, READABLE, type Size, seenIn, showAll, usePanAndZoom, useSize, zoom } from './camera.js'
import { edgeAt, focusNearest, nameAt } from './chart-buttons.js'
import type { Label } from './chart-labels.js'
import { Controls, EdgeNote, FromAnywhere, Legend } from './chart-parts.js'
import { middleOf } from './drawing-size.js'
import { under } from './label-place.js'
import { useChosenDrawing } from './use-chosen-drawing.js'
import { useMarks } from './use-marks.js'

export interface ChartPaneProperties {
  readonly flow: PlayFlow
  readonly view: ShownView
  readonly would: TakenWay | null
  /** What other conversations of this page have gone through. */
  readonly covered: Covered
  readonly selected: string | null
  /** The turn that is explained; its way is shown in place of the last. */
  readonly explained: number | null
  readonly onSelect: (state: string) => void
}

/** The chart of the flow, where the conversation is in it, and where it came from. */
export function ChartPane({ flow, view, would, covered, selected, explained, onSelect }: ChartPaneProperties) {
  const [isWhole, setWhole] = useState(false)
  const [moved, setMoved] = useState<Camera | null>(null)
  const [hot, setHot] = useState<number | null>(null)
  const [focused, setFocused] = useState<string>()
  const shown = useRef<Camera>({ x: 0, y: 0, scale: 1 })
  const place = usePanAndZoom((change) => setMoved(change(shown.current)))
  const window = useSize(place)
  const part = isWhole ? flow.wholeDrawing : flow.drawing
  const { drawn, size, turn } = useChosenDrawing(part, window, selected !== null)
  const svg = () => place.current?.querySelector('svg') ?? null
  const names = drawn?.chart.states.map(({ name }) => name) ?? []
  const all = showAll(window, size)
  const isReadable = fitScale(window, size) >= READABLE
  const cameraNow = () => moved ?? (isReadable ? all : follow(window, size, middleOf(svg(), focused ?? selected ?? view.state, size)))
  const camera = cameraNow()
  shown.current = camera
  const room = () => seenIn(window, cameraNow())
  const marked = { view, would, covered, selected, explained, hot, room, size: labelScale(camera.scale) }
  const labels = useMarks(svg, drawn, flow.initialState, marked, window.width)
  const around = (factor: number) => setMoved(zoom(camera, factor, window.width / 2, window.height / 2))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is followed anew
  useEffect(() => setMoved(null), [view.id])

  // It is looked at from its beginning when it is drawn otherwise.
  const anew = (act: () => void) => () => {
    setMoved(null)
    act()
  }
  const onFocus = ({ target }: FocusEvent) => {
    const name = nameAt(target, names)
    if (name === undefined || !(target instanceof Element) || !target.matches(':focus-visible')) return
    setFocused(name)
    if (under([middleOf(svg(), name, size)], seenIn(window, camera)) === 0) setMoved(null)
  }
  const onClick = ({ target }: MouseEvent) => {
    const name = nameAt(target, names)
    if (name !== undefined) onSelect(name)
  }
  const onKey = (event: KeyboardEvent) => {
    const name = nameAt(event.target, names)
    if (event.key === '+') around(1.2)
    else if (event.key === '-') around(1 / 1.2)
    else if (event.key === '0') setMoved(null)
    else if (name !== undefined && (event.key === 'Enter' || event.key === ' ')) onSelect(name)
    else if (event.key.startsWith('Arrow') && event.target instanceof Element) focusNearest(event.target, event.key)
    else return
    event.preventDefault()
  }
  return (
    <section class="chart" aria-label="Chart">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the states in it are buttons */}
      <div
        ref={place}
        class="window"
        onClick={onClick}
        onKeyDown={onKey}
        onFocusIn={onFocus}
        onFocusOut={() => setFocused(undefined)}
        onPointerOver={({ target }) => setHot(edgeAt(target, drawn?.chart.edges.length ?? 0))}
      >
        <Drawing svg={drawn?.svg ?? ''} size={size} camera={camera} labels={labels} />
      </div>
      {drawn === undefined && <p class="hint drawing-later">{part.status === 'refused' ? part.reason : 'The chart is being drawn…'}</p>}
      {!isWhole && <FromAnywhere transitions={flow.anywhere} />}
      {hot !== null && drawn !== undefined && <EdgeNote transitions={drawn.chart.edges[hot]?.transitions ?? []} />}
      <Legend />
      <Controls
        isWhole={isWhole}
        onZoom={around}
        onShowAll={() => setMoved(isReadable || moved?.scale === all.scale ? null : all)}
        onTurn={anew(turn)}
        onWhole={anew(() => setWhole(!isWhole))}
      />
    </section>
  )
}

interface DrawingProperties {
  readonly svg: string
  readonly size: Size
  readonly camera: Camera
  readonly labels: readonly Label[]
}

function Drawing({ svg, size, camera: { x, y, scale }, labels }: DrawingProperties) {
  const html = useMemo(() => ({ __html: svg }), [svg])
  const transform = `translate(${x}px,${y}px) scale(${scale})`
  return (
    <div class="drawing" style={{ width: `${size.width}px`, height: `${size.height}px`, transform, '--label': labelScale(scale) }}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: every text in a drawing was escaped when it was drawn */}
      <div class="lines" dangerouslySetInnerHTML={html} />
      {labels.map(({ edge, text, kind, x, y }) => (
        <span key={edge} class={`label ${kind}`} style={{ left: `${x}px`, top: `${y}px` }}>
          {text}
        </span>
      ))}
    </div>
  )
}
