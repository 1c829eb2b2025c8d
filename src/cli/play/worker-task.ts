import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { FlowPart, PlayDrawing } from '../../page/protocol.js'
import type { FlowPaths, Verdict } from '../../testing/index.js'
import type { FlowOptions } from '../load-flow/flow-options.js'

/** What a worker thread is told to do. A flow holds functions, which can not be sent to it: it loads the file again. */
export type WorkerTask =
  | { readonly type: 'drawing'; readonly config: unknown }
  | { readonly type: 'study'; readonly reference: string; readonly options: FlowOptions; readonly directory: string }

/** What a worker thread has found, or why it has not. */
export type WorkerResult =
  | { readonly part: 'drawing' | 'wholeDrawing'; readonly value: PlayDrawing }
  | { readonly part: 'diagnostics'; readonly value: readonly Diagnostic[] }
  | { readonly part: 'paths'; readonly value: FlowPaths }
  | { readonly part: 'properties'; readonly value: JudgedProperties }
  | { readonly part: FlowPart; readonly refused: string }

/** What is known so far of the properties of a flow: they are judged one after the other. */
export interface JudgedProperties {
  readonly verdicts: readonly Verdict[]
  /** How many are still to be judged. */
  readonly left: number
}
