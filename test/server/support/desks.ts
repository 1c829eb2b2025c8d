import { afterEach } from 'vitest'
import { type Desk, openDesk } from './desk.js'

const desks: Desk[] = []

/** Opens a server that is closed after the test. */
export async function desk(...parameters: Parameters<typeof openDesk>): Promise<Desk> {
  const opened = await openDesk(...parameters)
  desks.push(opened)
  return opened
}

/** Closes the servers of a test file's tests. */
export function closeDesks(): void {
  afterEach(async () => {
    await Promise.all(desks.splice(0).map(({ close }) => close()))
  })
}
