import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Of the rules that axe follows by itself, those about colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** What axe finds in a page or a part of it, with the elements that it finds it in; where only colours may have changed, in these alone. */
export async function violations(page: Page, part?: string, { coloursOnly = false } = {}): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const place = part === undefined ? 'document' : JSON.stringify(part)
  const options = { resultTypes: ['violations'], ...(coloursOnly && { runOnly: { type: 'rule', values: COLOUR_RULES } }) }
  const found = await page.evaluate<AxeResults>(`axe.run(${place}, ${JSON.stringify(options)})`)
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

/** Notes in `window.heard` what a screen reader says: what is added to the log, and the whole of a status that changes. Runs in the page. */
export function listen(): void {
  const heard: string[] = []
  Object.assign(window, { heard })
  const isSilent = (element: Element) => element.closest('[aria-hidden=true], [aria-live=off]') !== null
  const textOf = (element: Element) => {
    const copy = document.createElement('div')
    copy.append(element.cloneNode(true))
    for (const silent of copy.querySelectorAll('[aria-hidden=true], [aria-live=off]')) silent.remove()
    return copy.textContent?.trim()
  }
  const tell = (role: string, element: Element) => {
    if (!isSilent(element) && textOf(element) !== '') heard.push(`${role}: ${textOf(element)}`)
  }
  const everything = { subtree: true, childList: true, characterData: true }
  for (const region of document.querySelectorAll('[role=log]')) {
    const observer = new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes])
      for (const node of added) if (node instanceof Element && region.contains(node)) tell('log', node)
    })
    observer.observe(region, everything)
  }
  for (const region of document.querySelectorAll('[role=status]'))
    new MutationObserver(() => tell('status', region)).observe(region, everything)
}

/** Tells of each part whether it is seen as a whole in the window of the chart. Runs in the page. */
export function findSeen(selector: string): readonly boolean[] {
  const frame = document.querySelector('.window')?.getBoundingClientRect()
  return [...document.querySelectorAll(selector)].map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return frame !== undefined && left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom
  })
}

/** Tells whether the middle of what has the focus is in the window of the chart, and whether the browser has scrolled that. Runs in the page. */
export function findFocused() {
  const place = document.querySelector('.window')
  const frame = place?.getBoundingClientRect()
  const { left = 0, right = 0, top = 0, bottom = 0 } = document.activeElement?.getBoundingClientRect() ?? {}
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  return {
    isScrolled: place?.scrollLeft !== 0 || place.scrollTop !== 0,
    isInside: frame !== undefined && x > frame.left && x < frame.right && y > frame.top && y < frame.bottom,
  }
}

/** Finds what is too wide for the page or too small for a finger. Runs in the page. */
export function findUnfit(): readonly string[] {
  const scrolled = [document.documentElement, ...document.querySelectorAll('.top, .log, .composer, .sheet-body, .shown-tab')]
  const wide = scrolled.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  const shown = [...document.querySelectorAll('.sheet button, .panel button, .composer button, .dock button')]
  const small = shown.filter((button) => button.getClientRects().length > 0 && button.getBoundingClientRect().height < 44)
  return [...wide, ...small].map(({ tagName, className, textContent }) => `${tagName} ${className} ${textContent?.slice(0, 40)}`)
}
