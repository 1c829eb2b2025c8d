import { CliError } from '../cli-error.js'
import type { FindPosition, WrittenFlow } from './document-positions.js'

/** How much the engine shows before the place of an error. */
const SHOWN_BEFORE = 10

function readJson(text: string, shown: string): WrittenFlow {
  const content = text.replace(/^\uFEFF/, '')
  try {
    return { value: JSON.parse(content), positions: () => positionsIn(content) }
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

/**
 * Reads a flow, or what belongs to one, from its text.
 *
 * @throws {CliError} with what can not be read, and where
 */
export async function readWritten(text: string, shown: string, format: 'json' | 'yaml'): Promise<WrittenFlow> {
  if (format === 'json') return readJson(text, shown)
  const { readYaml } = await import('./read-yaml.js')
  return readYaml(text, shown)
}

/** Only the parser of YAML tells places, and takes its time to load. */
export async function positionsIn(text: string): Promise<FindPosition> {
  const { positionedDocument } = await import('./document-positions.js')
  return positionedDocument(text).find
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
