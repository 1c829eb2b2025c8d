import { onTestFinished } from 'vitest'

/** Collects what would end the process, until the test is over. */
export function watchUnhandled(): unknown[] {
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  onTestFinished(() => void process.off('unhandledRejection', note).off('uncaughtException', note))
  return unhandled
}

/** Waits until everything that was put off has run. */
export async function laterTasks(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setTimeout(resolve, 0))
}
