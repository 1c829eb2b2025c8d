import { TalkchartError } from '../diagnostics/talkchart-error.js'

/**
 * Why a model call failed:
 * `timeout`, `refusal`, `truncated`, `empty`, `off-schema` (the answer is not of the asked shape), `rate-limit`, `http` (any other
 * HTTP error), `connection`, `aborted`, `no-model` (none was given), or `model` for everything else.
 */
export type ModelErrorCode =
  | 'timeout'
  | 'refusal'
  | 'truncated'
  | 'empty'
  | 'off-schema'
  | 'rate-limit'
  | 'http'
  | 'connection'
  | 'aborted'
  | 'no-model'
  | 'model'

/** A model call that failed. */
export class ModelError extends TalkchartError {
  static {
    ModelError.prototype.name = 'ModelError'
  }

  declare readonly code: ModelErrorCode
  /** The HTTP status, where there was one. */
  readonly status: number | null

  constructor(code: ModelErrorCode, message: string, options: ErrorOptions & { status?: number } = {}) {
    super(code, message, options)
    this.status = options.status ?? null
  }
}
