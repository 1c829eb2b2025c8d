import { parentPort } from 'node:worker_threads'
import type { FlowPart } from '../../page/protocol.js'

/** What is refused is said, and stops nothing else: a budget that is too small, or a flow that can not be drawn. */
export async function reportPart(part: FlowPart, work: () => unknown): Promise<void> {
  try {
    tell({ part, value: await work() })
  } catch (error) {
    tell({ part, refused: reasonOf(error) })
  }
}

/** Tells the process that plays the flow, from a worker. */
export function tell(result: object): void {
  parentPort?.postMessage(JSON.parse(JSON.stringify(result)))
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
