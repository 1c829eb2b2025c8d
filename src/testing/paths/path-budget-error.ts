import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** The flow has more paths, or more steps, than it was allowed to. */
export class PathBudgetError extends TalkchartError {
  static {
    PathBudgetError.prototype.name = 'PathBudgetError'
  }

  constructor(message: string) {
    super('path-budget', message)
  }
}
