import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** Checks by what TypeScript did not that a message is a string, before it stands in view. @throws {TalkchartError} `invalid-message` */
export function checkText(text: unknown): void {
  if (typeof text !== 'string') throw new TalkchartError('invalid-message', 'A message is a string.')
}
