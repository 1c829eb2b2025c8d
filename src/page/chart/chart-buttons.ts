import { edgeElementId, targetElementId } from '../../chart/index.js'

/** States are one stop for Tab; arrow keys go on from there. */
export function makeStatesButtons(svg: SVGSVGElement, names: readonly string[], first: string): void {
  svg.setAttribute('role', 'group')
  svg.setAttribute('aria-label', 'States')
  for (const title of svg.querySelectorAll('title')) title.remove()
  for (const name of names) {
    const element = svg.getElementById(targetElementId({ type: 'state', name }))
    const attributes = { role: 'button', tabindex: name === first ? '0' : '-1', 'aria-label': name }
    for (const [key, value] of Object.entries(attributes)) element?.setAttribute(key, value)
  }
}

function idAt(target: EventTarget | null, selector: string): string | undefined {
  return target instanceof Element ? target.closest(selector)?.id : undefined
}

/** Returns the state that an element shows, or a part of it. */
export function nameAt(target: EventTarget | null, names: readonly string[]): string | undefined {
  const id = idAt(target, '.state')
  return names.find((name) => targetElementId({ type: 'state', name }) === id)
}

/** Returns the place of the edge that an element shows, or a part of it. */
export function edgeAt(target: EventTarget | null, count: number): number | null {
  const edge = Array.from({ length: count }, (_, position) => edgeElementId(position)).indexOf(idAt(target, '.edge') ?? '')
  return edge < 0 ? null : edge
}

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Moves the focus to the nearest state in the direction of an arrow key. */
export function focusNearest(from: Element, key: string): void {
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
