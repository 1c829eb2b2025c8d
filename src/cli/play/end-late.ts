import type { Worker } from 'node:worker_threads'

/**
 * Ends a worker that has told nothing for too long.
 *
 * @param onLate is called before it ends
 */
export function endLate(worker: Worker, milliseconds: number, onLate: () => void): void {
  const timer = setTimeout(() => {
    onLate()
    void worker.terminate()
  }, milliseconds).unref()
  worker.on('message', () => timer.refresh()).on('exit', () => clearTimeout(timer))
}
