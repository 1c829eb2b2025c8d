import { CliError } from '../cli-error.js'
import { positionedDocument, type WrittenFlow } from './document-positions.js'

/**
 * Reads a flow from YAML.
 *
 * @throws {CliError} with the line and column of every error in the YAML
 */
export function readYaml(text: string, shown: string): WrittenFlow {
  const { document, positionAt, find } = positionedDocument(text)
  if (document.errors.length > 0) {
    const lines = document.errors.map(({ message, pos }) => {
      const { line, column } = positionAt(pos[0])
      return `${shown}:${line}:${column}: ${message}`
    })
    throw new CliError('flow-syntax', `The YAML can not be read.\n${lines.join('\n')}`)
  }
  try {
    return { value: document.toJS(), positions: async () => find }
  } catch (error) {
    // Aliases that grow without end, or that refer to nothing.
    throw new CliError('flow-syntax', `The YAML can not be read.\n${shown}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
