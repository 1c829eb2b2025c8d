/** What stands in the fragment of the page's URL, which no server sees: the token, and which conversation is open. */
export interface Address {
  readonly token: string
  readonly id: string | null
}

export function readAddress(): Address {
  const parameters = new URLSearchParams(location.hash.slice(1))
  return { token: parameters.get('token') ?? '', id: parameters.get('id') }
}

/** Lets a reload, and a copy of the URL, come back to the same conversation. */
export function writeId(id: string): void {
  const parameters = new URLSearchParams(location.hash.slice(1))
  parameters.set('id', id)
  history.replaceState(null, '', `#${parameters}`)
}
