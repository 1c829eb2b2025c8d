import { keep, readKept } from './kept.js'

type Theme = 'light' | 'dark'

const KEY = 'theme'

/** The theme follows the system until a button chooses another. */
export function startTheme(): void {
  const kept = readKept(KEY)
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
