import { Worker } from 'node:worker_threads'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { FlowPart, Later, PlayDrawing } from '../../page/protocol.js'
import type { FlowPaths } from '../../testing/index.js'
import { builtFile } from '../built-file.js'
import type { WorkerResult, WorkerTask } from './worker-task.js'

/** What takes time to find out about a flow: worker threads do it, and the page is answered meanwhile. */
export class FlowParts {
  readonly #workers: readonly Worker[]
  readonly #onPart: (part: FlowPart) => void
  #hasEnded = false
  #diagnostics: Later<readonly Diagnostic[]> = { status: 'working' }
  #drawing: Later<PlayDrawing> = { status: 'working' }
  #paths: Later<FlowPaths> = { status: 'working' }

  /** @param onPart is called when a part is there, or refused */
  constructor(tasks: readonly WorkerTask[], onPart: (part: FlowPart) => void) {
    this.#onPart = onPart
    this.#workers = tasks.map((task) => this.#start(task))
  }

  get diagnostics(): Later<readonly Diagnostic[]> {
    return this.#diagnostics
  }

  get drawing(): Later<PlayDrawing> {
    return this.#drawing
  }

  get paths(): Later<FlowPaths> {
    return this.#paths
  }

  /** Ends what is still worked on: another edition is played, or nobody plays any more. */
  async end(): Promise<void> {
    this.#hasEnded = true
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #start(task: WorkerTask): Worker {
    const script = builtFile('cli/play/worker.js')
    if (script === undefined) throw new Error('The worker of the playground was not built.')
    const worker = new Worker(script, { workerData: task, stdout: true, stderr: true })
    // What a flow's module writes while it is loaded once more was written before.
    worker.stdout.resume()
    worker.stderr.resume()
    worker.on('message', (result: WorkerResult) => this.#take(result))
    const parts: readonly FlowPart[] = task.type === 'drawing' ? ['drawing'] : ['diagnostics', 'paths']
    worker.on('error', (error) => this.#refuse(parts, error.message))
    worker.on('exit', () => this.#refuse(parts, 'It was given up.'))
    worker.unref()
    return worker
  }

  #take(result: WorkerResult): void {
    if (this.#hasEnded) return
    if ('refused' in result) {
      this.#refuse([result.part], result.refused)
      return
    }
    if (result.part === 'drawing') this.#drawing = { status: 'ready', value: result.value }
    else if (result.part === 'paths') this.#paths = { status: 'ready', value: result.value }
    else this.#diagnostics = { status: 'ready', value: result.value }
    this.#onPart(result.part)
  }

  /** Says why parts that are still worked on will not come. */
  #refuse(parts: readonly FlowPart[], reason: string): void {
    if (this.#hasEnded) return
    const refused = { status: 'refused', reason } as const
    for (const part of parts) {
      if (this[part].status !== 'working') continue
      if (part === 'drawing') this.#drawing = refused
      else if (part === 'paths') this.#paths = refused
      else this.#diagnostics = refused
      this.#onPart(part)
    }
  }
}
