import { keep, readKept } from './kept.js'

const KEY = 'theme'

/** The theme follows the system until a button chooses another. */
export function startTheme(): void {
  const kept = readKept(KEY)
  if (kept !== null) document.documentElement.dataset.theme = kept
}

export function turnTheme(): void {
  const { dataset } = document.documentElement
  const shown = dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  dataset.theme = shown === 'dark' ? 'light' : 'dark'
  keep(KEY, dataset.theme)
}
