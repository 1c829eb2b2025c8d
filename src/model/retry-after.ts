/** Reads `Retry-After`, in seconds or as a date, and its finer sister in milliseconds. */
export function retryAfter(header: (name: string) => string | null): number | undefined {
  const milliseconds = Number.parseFloat(header('retry-after-ms') ?? '')
  const value = header('retry-after') ?? ''
  const seconds = Number.parseFloat(value)
  const delays = [milliseconds, /^\s*[\d.]+\s*$/.test(value) ? seconds * 1000 : Date.parse(value) - Date.now()]
  const delay = delays.find((candidate) => Number.isFinite(candidate))
  return delay === undefined ? undefined : Math.min(Math.max(0, Math.ceil(delay)), Number.MAX_SAFE_INTEGER)
}
