import { keep, readKept } from './kept.js'

const KEY = 'theme'

const { style } = document.documentElement

/** The theme follows the system until a button chooses another. */
export function startTheme(): void {
  style.colorScheme = readKept(KEY) ?? ''
}

export function turnTheme(): void {
  const isDark = style.colorScheme === 'dark' || (style.colorScheme === '' && matchMedia('(prefers-color-scheme: dark)').matches)
  style.colorScheme = isDark ? 'light' : 'dark'
  keep(KEY, style.colorScheme)
}
