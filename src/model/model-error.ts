import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ModelUsage } from './language-model.js'

/**
 * Names why a model call failed:
 * `timeout`, `refusal`, `truncated`, `empty`, `off-schema` (the answer is not of the asked shape), `rate-limit`, `quota` (the account has
 * nothing left, so that no retry helps), `http` (any other HTTP error), `connection`, `aborted`, `no-model` (none was given), or `model`
 * for everything else.
 */
export type ModelErrorCode =
  | 'timeout'
  | 'refusal'
  | 'truncated'
  | 'empty'
  | 'off-schema'
  | 'rate-limit'
  | 'quota'
  | 'http'
  | 'connection'
  | 'aborted'
  | 'no-model'
  | 'model'

/** Describes what is known of a failed call besides its code. */
export interface ModelErrorOptions extends ErrorOptions {
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined
  /** How long the server asks to wait before the next call, in milliseconds. */
  readonly retryAfter?: number | undefined
  /** The tokens that the failed call cost, where the server told them. */
  readonly usage?: ModelUsage | undefined
}

/** Reports a model call that failed. */
export class ModelError extends TalkchartError {
  static {
    ModelError.prototype.name = 'ModelError'
  }

  declare readonly code: ModelErrorCode
  /** The HTTP status, where there was one. */
  readonly status: number | null
  /** How long the server asks to wait before the next call, in milliseconds; null where it did not say. */
  readonly retryAfter: number | null
  /** The tokens that the failed call cost; null where the server did not tell them. */
  readonly usage: ModelUsage | null

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions = {}) {
    super(code, message, options)
    this.status = options.status ?? null
    this.retryAfter = options.retryAfter ?? null
    this.usage = options.usage ?? null
  }
}

/** Runs what judges an answer; its failure says what the answer cost. */
export function withCost<Result>(usage: ModelUsage, judge: () => Result): Result {
  try {
    return judge()
  } catch (error) {
    throw atCost(error, usage)
  }
}

/** The same failure, which also says what the call cost; anything but a `ModelError` stays as it is. */
export function atCost(error: unknown, usage: ModelUsage): unknown {
  if (!ModelError.isInstance(error)) return error
  const { code, message, status, retryAfter, cause } = error
  return new ModelError(code, message, { status: status ?? undefined, retryAfter: retryAfter ?? undefined, usage, cause })
}

/** Reads `Retry-After`, in seconds or as a date, and its finer sister in milliseconds. */
export function retryAfter(header: (name: string) => string | null): number | undefined {
  const milliseconds = Number.parseFloat(header('retry-after-ms') ?? '')
  const value = header('retry-after') ?? ''
  const seconds = Number.parseFloat(value)
  const delays = [milliseconds, /^\s*[\d.]+\s*$/.test(value) ? seconds * 1000 : Date.parse(value) - Date.now()]
  const delay = delays.find((candidate) => Number.isFinite(candidate))
  return delay === undefined ? undefined : Math.min(Math.max(0, Math.ceil(delay)), Number.MAX_SAFE_INTEGER)
}
