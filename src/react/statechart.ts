import { createElement, type KeyboardEvent, type ReactElement, type UIEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { Drawable } from '../analysis/drawing/drawable.js'
import { CHART_STYLE, type ChartMarks, type MarkableChart, markChart, targetElementId, themeRules } from '../chart/index.js'
import { type ChartSnapshot, marksOf } from './chart-marks.js'
import { useDrawing } from './use-drawing.js'

/** Says what is drawn: what `drawing` has given, or a machine that is drawn in the page. */
type Drawn =
  | {
      readonly svg: string
      readonly chart: MarkableChart
      readonly machine?: never
      /** The `idPrefix` that it was drawn with. */
      readonly idPrefix?: string
    }
  | { readonly machine: Drawable; readonly svg?: never; readonly chart?: never; readonly idPrefix?: never }

/** Holds the properties of `Statechart`. */
export type StatechartProperties = Drawn & {
  /** What is marked: a chat, or the view of a conversation. */
  readonly view?: ChartMarks | undefined
  /** What is marked instead: the snapshot of a machine, as `useMachine` gives it. */
  readonly snapshot?: ChartSnapshot | undefined
  /** Called with the name of the state that the user has chosen. */
  readonly onSelect?: ((state: string) => void) | undefined
}

/** Servers run no effects, and React 18 warns of this one there. */
const useMarkingEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

const STYLE = { __html: `${themeRules()}\n${CHART_STYLE}` }

/**
 * Shows the drawing of a flow, and where a conversation is in it. Give it the `svg` and `chart` of `drawing()`, made at build time. With `machine`
 * alone it draws in the page and loads Graphviz for it, 632 kB, gzipped: that is for development.
 *
 * @example no-run: a component is shown by React
 * import { createElement } from 'react'
 * const { svg, chart } = await drawing(flow, { labels: 'none' })
 * const Support = () => createElement(Statechart, { svg, chart, view: useConversation({ flow, model, id: 'support' }) })
 */
export function Statechart({ svg, chart, machine, idPrefix = '', view, snapshot, onSelect }: StatechartProperties): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  const drawn = useDrawing(machine, svg, chart)
  const marks = useMemo(() => view ?? (snapshot && marksOf(snapshot)) ?? {}, [view, snapshot])
  const stateAt = useMemo(() => statesById(drawn?.chart, idPrefix), [drawn, idPrefix])
  const isChosenFrom = onSelect !== undefined

  useMarkingEffect(() => {
    const root = place.current?.querySelector('svg')
    if (drawn !== undefined && root) markChart(root, drawn.chart, marks, idPrefix)
  }, [drawn, idPrefix, marks])

  useMarkingEffect(() => {
    const root = place.current?.querySelector('svg')
    for (const [id, name] of isChosenFrom ? stateAt : []) {
      const element = root?.getElementById(id)
      for (const [attribute, value] of Object.entries({ role: 'button', tabindex: '0', 'aria-label': name })) {
        element?.setAttribute(attribute, value)
      }
    }
  }, [stateAt, isChosenFrom])

  const html = useMemo(() => ({ __html: drawn?.svg ?? '' }), [drawn])
  const select = (event: UIEvent): void => {
    const element = event.target instanceof Element ? event.target.closest('.state') : null
    const name = element === null ? undefined : stateAt.get(element.id)
    if (name === undefined || onSelect === undefined) return
    // The space bar would scroll the page.
    event.preventDefault()
    onSelect(name)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') select(event)
  }
  return createElement(
    'div',
    { ref: place, onClick: select, onKeyDown },
    // React changes neither while it is the same text: the marks are set on the elements of the drawing.
    // biome-ignore lint/security/noDangerouslySetInnerHtml: it is text of this package
    createElement('style', { dangerouslySetInnerHTML: STYLE }),
    // biome-ignore lint/security/noDangerouslySetInnerHtml: every text in a drawing was escaped when it was drawn
    createElement('div', { dangerouslySetInnerHTML: html }),
  )
}

function statesById(chart: MarkableChart | undefined, idPrefix: string): ReadonlyMap<string, string> {
  return new Map(chart?.states.map(({ name }) => [targetElementId({ type: 'state', name }, idPrefix), name]))
}
