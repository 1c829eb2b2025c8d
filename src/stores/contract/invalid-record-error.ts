import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that a record or commit is not of the documented shape. Nothing was written. */
export class InvalidRecordError extends TalkchartError {
  static {
    InvalidRecordError.prototype.name = 'InvalidRecordError'
  }

  /** Every problem found, each with its path into the record. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('invalid-record', `The conversation's record can not be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}
