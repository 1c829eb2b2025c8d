import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports that a newer talkchart wrote a record. It is whole, but this version can not read it. */
export class UnsupportedRecordError extends TalkchartError {
  static {
    UnsupportedRecordError.prototype.name = 'UnsupportedRecordError'
  }

  /** The record's format. */
  readonly format: number
  /** The newest format that this version reads. */
  readonly supportedFormat: number

  constructor(format: number, supportedFormat: number) {
    super(
      'unsupported-record',
      `record format ${format} is newer than this version of talkchart reads (${supportedFormat}); upgrade talkchart to open this conversation`,
    )
    this.format = format
    this.supportedFormat = supportedFormat
  }
}
