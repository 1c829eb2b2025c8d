import { Worker } from 'node:worker_threads'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { FlowPart, Later, PlayDrawing } from '../../page/protocol.js'
import type { FlowPaths } from '../../testing/index.js'
import { builtFile } from '../built-file.js'
import { endLate } from './end-late.js'
import type { JudgedProperties, WorkerResult, WorkerTask } from './worker-task.js'

/** What is found out about a flow. */
export interface FoundParts {
  readonly diagnostics: Later<readonly Diagnostic[]>
  readonly drawing: Later<PlayDrawing>
  readonly wholeDrawing: Later<PlayDrawing>
  readonly paths: Later<FlowPaths>
  /** Told anew whenever one more was judged. */
  readonly properties: Later<JudgedProperties>
}

const WORKING = { status: 'working' } as const

/** How long each drawing is waited for: the layout of thousands of states may have no end. */
const LONGEST_LAYOUT = 60_000
const TOO_LARGE = `This flow is too large to be drawn: its layout takes longer than ${LONGEST_LAYOUT / 1_000} s.`

/** What takes time to find out about a flow: worker threads do it, and the page is answered meanwhile. */
export class FlowParts {
  readonly #workers: readonly Worker[]
  readonly #onPart: (part: FlowPart) => void
  #hasEnded = false
  #found: FoundParts = { diagnostics: WORKING, drawing: WORKING, wholeDrawing: WORKING, paths: WORKING, properties: WORKING }

  /** @param onPart is called when a part is there, or refused */
  constructor(tasks: readonly WorkerTask[], onPart: (part: FlowPart) => void) {
    this.#onPart = onPart
    this.#workers = tasks.map((task) => this.#start(task))
  }

  /** What is known so far. */
  get found(): FoundParts {
    return this.#found
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
    const parts: readonly FlowPart[] = task.type === 'drawing' ? ['drawing', 'wholeDrawing'] : ['diagnostics', 'paths', 'properties']
    worker.on('error', (error) => this.#refuse(parts, error.message))
    worker.on('exit', () => this.#refuse(parts, 'It was given up.'))
    worker.unref()
    if (task.type === 'drawing') endLate(worker, LONGEST_LAYOUT, () => this.#refuse(parts, TOO_LARGE))
    return worker
  }

  #take(result: WorkerResult): void {
    if (this.#hasEnded) return
    if ('refused' in result) {
      this.#refuse([result.part], result.refused)
      return
    }
    this.#found = { ...this.#found, [result.part]: { status: 'ready', value: result.value } }
    this.#onPart(result.part)
  }

  /** Says why parts that are still worked on will not come. */
  #refuse(parts: readonly FlowPart[], reason: string): void {
    if (this.#hasEnded) return
    for (const part of parts) {
      if (this.#found[part].status !== 'working') continue
      this.#found = { ...this.#found, [part]: { status: 'refused', reason } }
      this.#onPart(part)
    }
  }
}
