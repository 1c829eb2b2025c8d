/** Returns the time as spans take it: milliseconds since the epoch, with fractions, since many turns take less than one. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
