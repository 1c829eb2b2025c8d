import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/**
 * Returns the options that a caller gave; `null` stands for none.
 *
 * @throws {TalkchartError} `invalid-options` for what is no object: an id that is given by itself would be passed over
 */
export function givenOptions<Options extends object>(options: Options | null | undefined): Partial<Options> {
  if (options === null || options === undefined) return {}
  if (typeof options === 'object') return options
  throw new TalkchartError('invalid-options', `Options are an object, such as { id: 'm-1' }; these are ${quote(options)}.`)
}

/**
 * Checks that a text that a caller gave is one, by what TypeScript did not.
 *
 * @throws {TalkchartError} `invalid-message`
 */
export function checkText(text: unknown): void {
  if (typeof text !== 'string') throw new TalkchartError('invalid-message', 'A message is a string.')
}
