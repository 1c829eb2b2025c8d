import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/**
 * Reports that the medium under a store refused: no permission, no space, a broken disk. When it happens during a commit, repeat the commit
 * with the same `commitId`: that is safe whether or not it was written.
 */
export class StoreUnavailableError extends TalkchartError {
  static {
    StoreUnavailableError.prototype.name = 'StoreUnavailableError'
  }

  /** The medium's own name for what went wrong: `ENOSPC`, `QuotaExceededError`. */
  readonly reason: string

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super('store-unavailable', message, options)
    this.reason = reason
  }
}
