import { CliError } from '../cli-error.js'
import { positionedDocument } from './document-positions.js'
import type { WrittenFlow } from './read-yaml.js'

/** How much the engine shows before the place of an error. */
const SHOWN_BEFORE = 10

/**
 * Reads a flow from JSON.
 *
 * @throws {CliError} with the line and column of the error in the JSON
 */
export function readJson(text: string, shown: string): WrittenFlow {
  const content = text.replace(/^\uFEFF/, '')
  try {
    return { value: JSON.parse(content), find: (path) => positionedDocument(content).find(path) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const offset = errorOffset(message, content)
    const reason = message.replace(/,? (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, '').replace(/ in JSON at position .*$/s, '')
    throw new CliError(
      'flow-syntax',
      `The JSON can not be read.\n${shown}${offset === undefined ? '' : place(content, offset)}: ${reason}.`,
    )
  }
}

/** Node tells the place in one of three ways: by number, by the end, or by what stands around it. */
function errorOffset(message: string, text: string): number | undefined {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  if (message.includes('end of JSON')) return text.length
  const [, token = '', cut, around = ''] = /^Unexpected token '(.+?)', (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? []
  const start = around === '' ? -1 : text.indexOf(around)
  if (start < 0) return undefined
  return cut === undefined ? start + around.indexOf(token) : start + SHOWN_BEFORE
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}
