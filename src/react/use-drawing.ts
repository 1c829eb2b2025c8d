import { useEffect, useMemo, useState } from 'react'
import type { Drawable } from '../analysis/drawing/drawable.js'
import type { MarkableChart } from '../chart/index.js'

interface Drawing {
  readonly svg: string
  readonly chart: MarkableChart
}

/** What became of drawing a machine. */
type Made = { readonly machine: Drawable; readonly drawing: Drawing } | { readonly machine: Drawable; readonly error: unknown }

/**
 * Returns the drawing that is given, or draws the machine; undefined until that is done.
 *
 * @throws what drawing throws
 */
export function useDrawing(machine: Drawable | undefined, svg: string | undefined, chart: MarkableChart | undefined): Drawing | undefined {
  const given = useMemo(() => (svg === undefined || chart === undefined ? undefined : { svg, chart }), [svg, chart])
  const [made, setMade] = useState<Made>()
  useEffect(() => {
    if (machine === undefined) return
    let isWanted = true
    const take = (next: Made): void => {
      if (isWanted) setMade(next)
    }
    draw(machine).then(
      (drawing) => take({ machine, drawing }),
      (error: unknown) => take({ machine, error }),
    )
    return () => {
      isWanted = false
    }
  }, [machine])
  if (given !== undefined || made?.machine !== machine) return given
  if (made !== undefined && 'error' in made) throw made.error
  return made?.drawing
}

/** What draws, and the layout engine behind it, are loaded by those alone who draw in the page. */
async function draw(machine: Drawable): Promise<Drawing> {
  const { drawing } = await import('../analysis/drawing/drawing.js')
  return await drawing(machine)
}
