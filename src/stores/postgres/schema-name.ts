import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

const NAME = /^[a-z_][a-z0-9_]{0,62}$/

/** The schema that the tables stand in when nothing else is asked for. */
const DEFAULT_SCHEMA = 'talkchart'

/** Returns the quoted name of the schema. It becomes part of the SQL, so only plain names pass. */
export function schemaName(schema: string = DEFAULT_SCHEMA): string {
  if (NAME.test(schema)) return `"${schema}"`
  throw new TalkchartError(
    'invalid-option',
    `The option schema must be lower-case letters, digits and underscores, such as "${DEFAULT_SCHEMA}"; found ${quote(schema)}.`,
  )
}
