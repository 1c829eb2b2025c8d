import type { Server } from 'node:http'
import { within } from '../../server/http/within.js'
import type { ConversationHost, ConversationWorker } from '../../server/index.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'

/** How long answers may take to reach their readers, and what is kept to be closed. */
const CLOSING_MILLISECONDS = 3_000

/** Waits for the signal to stop. Another one after it ends the process at once. */
export function stopRequested(environment: Environment): { readonly requested: Promise<void>; readonly end: () => void } {
  let stop = (): void => undefined
  let isRequested = false
  const requested = new Promise<void>((resolve) => {
    stop = resolve
  })
  const end = environment.onInterrupt(() => {
    if (isRequested) environment.exit(exitCodes.interrupted)
    isRequested = true
    stop()
  })
  return { requested, end }
}

interface Serving {
  readonly host: ConversationHost
  readonly worker: ConversationWorker | undefined
  readonly server: Server
  /** Closes the store. */
  readonly close: () => Promise<void>
  /** How long turns may take. */
  readonly milliseconds: number
}

/** Lets turns come to their end and their answers reach whoever waits; gives back the leases of the rest. */
export async function stopServing({ host, worker, server, close, milliseconds }: Serving): Promise<void> {
  const worked = worker === undefined ? undefined : within(worker.stop(), milliseconds)
  await within(host.drain({ milliseconds }), milliseconds + CLOSING_MILLISECONDS)
  await worked
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await within(closed, CLOSING_MILLISECONDS)
  server.closeAllConnections()
  await within(
    close().catch(() => undefined),
    CLOSING_MILLISECONDS,
  )
}
