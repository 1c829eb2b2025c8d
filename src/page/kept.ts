/** Reads what was kept; null for nothing. A browser may forbid that a page keeps anything. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(`talkchart.${key}`)
  } catch {
    return null
  }
}

/** Keeps something over reloads. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`talkchart.${key}`, value)
  } catch {
    // Then it is kept until the page is left.
  }
}
