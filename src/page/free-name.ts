import type { PlaygroundServer } from './playground-server.js'

/** Returns the next name that no conversation has. */
export async function freeName(server: PlaygroundServer, id: string): Promise<string> {
  const next = nextName(id)
  const { status } = await server.fit(next)
  return status === 'none' ? next : freeName(server, next)
}

/** Counts on: `support-1` is followed by `support-2`. */
function nextName(id: string): string {
  const [, name = id, number = '1'] = /^(.*?)-(\d+)$/.exec(id) ?? []
  return `${name}-${Number(number) + 1}`
}
