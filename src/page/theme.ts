import { CHART_STYLE, colourVariables } from '../chart/index.js'

type Theme = 'light' | 'dark'

const KEY = 'talkchart.theme'

/** Writes the colours that the page and the chart share, once; the theme follows the system until a button chooses another. */
export function startTheme(): void {
  const style = document.createElement('style')
  const dark = colourVariables('dark')
  style.textContent = `:root{color-scheme:light;${colourVariables('light')}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}
:root[data-theme=dark]{color-scheme:dark;${dark}}
${CHART_STYLE}`
  document.head.prepend(style)
  const kept = read(KEY)
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept
}

export function shownTheme(): Theme {
  const { theme } = document.documentElement.dataset
  if (theme === 'light' || theme === 'dark') return theme
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function turnTheme(): void {
  const next = shownTheme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset.theme = next
  keep(KEY, next)
}

/** A browser may forbid that a page keeps anything. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Then it is kept until the page is left.
  }
}
