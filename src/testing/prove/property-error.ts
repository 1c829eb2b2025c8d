import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports a property that can not be read: it has a key or a name that does not exist, or says nothing. */
export class PropertyError extends TalkchartError {
  static {
    PropertyError.prototype.name = 'PropertyError'
  }

  /** The name of the property. */
  readonly property: string

  constructor(code: string, property: string, message: string) {
    super(code, message)
    this.property = property
  }
}
