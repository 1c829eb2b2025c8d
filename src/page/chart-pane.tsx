// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: one picture, told in order
// biome-ignore-all lint/correctness/useExhaustiveDependencies: what is drawn is read from the page
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { edgeElementId, markChart, type TakenWay, targetElementId } from '../chart/index.js'
import { type Camera, fitScale, follow, READABLE, showAll, usePanAndZoom, useSize, zoom } from './camera.js'
import { type Label, placeLabels } from './chart-labels.js'
import { Icon } from './icons.js'
import type { PlayFlow } from './protocol.js'
import type { Chat } from './use-chat.js'

export interface ChartPaneProperties {
  readonly flow: PlayFlow
  readonly view: Chat['view']
  readonly would: TakenWay | null
  readonly selected: string | null
  /** The turn that is explained; its way is shown in place of the last. */
  readonly explained: number | null
  readonly onSelect: (state: string) => void
}

type Direction = 'LR' | 'TB'
const NEXT = { LR: 'TB', TB: 'LR' } as const

/** The chart of the flow, where the conversation is in it, and where it came from. */
export function ChartPane({ flow, view, would, selected, explained, onSelect }: ChartPaneProperties) {
  const [turned, setTurned] = useState<Direction | null>(null)
  const [isWhole, setWhole] = useState(false)
  const [moved, setMoved] = useState<Camera | null>(null)
  const [hot, setHot] = useState<number | null>(null)
  const [labels, setLabels] = useState<readonly Label[]>([])
  const shown = useRef<Camera>({ x: 0, y: 0, scale: 1 })
  const place = usePanAndZoom((change) => setMoved(change(shown.current)))
  const window = useSize(place)
  const part = isWhole ? flow.wholeDrawing : flow.drawing
  const drawings = part.status === 'ready' ? part.value : null
  const sizes = useMemo(() => drawings && { LR: sizeOf(drawings.LR.svg), TB: sizeOf(drawings.TB.svg) }, [drawings])
  const better = sizes === null || fitScale(window, sizes.LR) >= Math.min(READABLE, fitScale(window, sizes.TB)) ? 'LR' : 'TB'
  const direction = turned ?? better
  const drawn = drawings?.[direction]
  const size = sizes?.[direction] ?? { width: 1, height: 1 }
  const html = useMemo(() => ({ __html: drawn?.svg ?? '' }), [drawn])
  const ways = useMemo(() => {
    const newest = explained ?? view.transitions.at(-1)?.turn
    return {
      all: view.transitions.filter(({ turn }) => explained === null || turn <= explained),
      last: view.transitions.filter(({ turn }) => turn === newest),
    }
  }, [view.transitions, explained])
  const svg = () => place.current?.querySelector('svg') ?? null
  const middle = middleOf(svg(), selected ?? view.state, size)
  const camera = moved ?? (fitScale(window, size) >= READABLE ? showAll(window, size) : follow(window, size, middle))
  shown.current = camera

  useLayoutEffect(() => {
    const root = svg()
    if (root === null || drawn === undefined) return
    makeStatesButtons(
      root,
      drawn.chart.states.map(({ name }) => name),
      flow.initialState,
    )
  }, [drawn, flow.initialState])
  useLayoutEffect(() => {
    const root = svg()
    if (root === null || drawn === undefined) return
    markChart(root, drawn.chart, { ...view, transitions: ways.all, would, hot, selected })
    setLabels(placeLabels(root, drawn.chart, { taken: ways.last, would, hot, state: selected ?? view.state }))
  }, [drawn, view, ways, would, hot, selected, window.width])
  const around = (factor: number) => setMoved(zoom(camera, factor, window.width / 2, window.height / 2))
  useEffect(() => setMoved(null), [view.id])

  const stateAt = (target: EventTarget | null) => nameAt(target, drawn?.chart.states.map(({ name }) => name) ?? [])
  const onKey = (event: KeyboardEvent) => {
    const name = stateAt(event.target)
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
        onClick={({ target }) => {
          const name = stateAt(target)
          if (name !== undefined) onSelect(name)
        }}
        onKeyDown={onKey}
        onPointerOver={({ target }) => setHot(edgeAt(target, drawn?.chart.edges.length ?? 0))}
      >
        <div
          class="drawing talkchart"
          style={{
            width: `${size.width}px`,
            height: `${size.height}px`,
            transform: `translate(${camera.x}px,${camera.y}px) scale(${camera.scale})`,
          }}
        >
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: every text in a drawing was escaped when it was drawn */}
          <div class="lines" dangerouslySetInnerHTML={html} />
          {labels.map(({ edge, text, kind, x, y }) => (
            <span key={edge} class={`label ${kind}`} style={{ left: `${x}px`, top: `${y}px` }}>
              {text}
            </span>
          ))}
        </div>
      </div>
      {drawn === undefined && <p class="hint drawing-later">{part.status === 'refused' ? part.reason : 'The chart is being drawn…'}</p>}
      {flow.anywhere.length > 0 && !isWhole && (
        <p class="anywhere">
          From anywhere{' '}
          {flow.anywhere.slice(0, 4).map(({ name, to }) => (
            <span key={name}>
              <b>{name}</b> → <code>{to.join(', ')}</code>
            </span>
          ))}
        </p>
      )}
      {hot !== null && drawn !== undefined && <EdgeNote transitions={drawn.chart.edges[hot]?.transitions ?? []} />}
      <p class="legend" aria-hidden="true">
        <i class="here" /> here <i class="was" /> taken <i /> not yet
      </p>
      <div class="controls">
        <Control name="plus" label="Zoom in" onClick={() => around(1.25)} />
        <Control name="minus" label="Zoom out" onClick={() => around(0.8)} />
        <Control name="all" label="Show all" onClick={() => setMoved(moved === null ? showAll(window, size) : null)} />
        <Control name="turn" label="Turn the chart" onClick={() => setTurned(NEXT[direction])} />
        <Control name="whole" label="Draw everything" pressed={isWhole} onClick={() => setWhole(!isWhole)} />
      </div>
    </section>
  )
}

interface ControlProperties {
  readonly name: 'plus' | 'minus' | 'all' | 'turn' | 'whole'
  readonly label: string
  readonly pressed?: boolean
  readonly onClick: () => void
}

function Control({ name, label, pressed, onClick }: ControlProperties) {
  return (
    <button type="button" aria-label={label} title={label} {...(pressed !== undefined && { 'aria-pressed': pressed })} onClick={onClick}>
      <Icon name={name} />
    </button>
  )
}

function EdgeNote({
  transitions,
}: {
  readonly transitions: readonly { readonly name: string | null; readonly condition: string | null }[]
}) {
  return (
    <ul class="edge-note" aria-hidden="true">
      {transitions.slice(0, 6).map(({ name, condition }) => (
        <li key={name}>
          <b>{name}</b> {condition}
        </li>
      ))}
    </ul>
  )
}

function sizeOf(svg: string) {
  const [, width = '1', height = '1'] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

function middleOf(
  svg: SVGSVGElement | null,
  state: string | undefined,
  { width, height }: { readonly width: number; readonly height: number },
) {
  const element = state === undefined ? null : svg?.getElementById(targetElementId({ type: 'state', name: state }))
  if (!svg || !element) return { x: 0, y: height / 2 }
  const frame = svg.getBoundingClientRect()
  const box = element.getBoundingClientRect()
  const scale = frame.width / width
  return { x: (box.left + box.width / 2 - frame.left) / scale, y: (box.top + box.height / 2 - frame.top) / scale }
}

/** States are one stop for Tab; arrow keys go on from there. */
function makeStatesButtons(svg: SVGSVGElement, names: readonly string[], first: string): void {
  svg.setAttribute('role', 'group')
  svg.setAttribute('aria-label', 'States')
  for (const title of svg.querySelectorAll('title')) title.remove()
  for (const name of names) {
    const element = svg.getElementById(targetElementId({ type: 'state', name }))
    const attributes = { role: 'button', tabindex: name === first ? '0' : '-1', 'aria-label': name }
    for (const [key, value] of Object.entries(attributes)) element?.setAttribute(key, value)
  }
}

function nameAt(target: EventTarget | null, names: readonly string[]): string | undefined {
  const element = target instanceof Element ? target.closest('.state') : null
  return element === null ? undefined : names.find((name) => targetElementId({ type: 'state', name }) === element.id)
}

function edgeAt(target: EventTarget | null, count: number): number | null {
  const element = target instanceof Element ? target.closest('.edge') : null
  const edge = element === null ? -1 : Array.from({ length: count }, (_, position) => edgeElementId(position)).indexOf(element.id)
  return edge === -1 ? null : edge
}

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function focusNearest(from: Element, key: string): void {
  const [wayX, wayY] = WAYS[key] ?? [0, 0]
  const center = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  }
  const here = center(from)
  const others = [...(from.closest('svg')?.querySelectorAll<SVGElement>('.state') ?? [])].flatMap((element) => {
    const { x, y } = center(element)
    const along = (x - here.x) * wayX + (y - here.y) * wayY
    const aside = Math.abs((x - here.x) * wayY) + Math.abs((y - here.y) * wayX)
    return along > 1 ? [{ element, cost: along + 2 * aside }] : []
  })
  const [nearest] = others.toSorted((one, other) => one.cost - other.cost)
  if (nearest === undefined) return
  from.setAttribute('tabindex', '-1')
  nearest.element.setAttribute('tabindex', '0')
  nearest.element.focus()
}
