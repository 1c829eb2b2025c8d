/** Says what a server has refused, or why it was not reached, and what to do about it. */
export function refusalOf(error: unknown): string {
  const { code, title, message }: { readonly code?: unknown; readonly title?: unknown; readonly message?: unknown } = Object(error)
  if (code === 'unauthorized') return 'The token is of another server. Open the address that talkchart play printed.'
  if (error instanceof TypeError) return 'The server does not answer. Is talkchart play still running?'
  return String(title ?? message)
}
