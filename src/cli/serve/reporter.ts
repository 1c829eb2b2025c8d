import { isRecord } from '../../diagnostics/json.js'
import type { Environment } from '../environment.js'
import { colorsFor } from '../terminal.js'

/** Says what is worth knowing, and what went wrong, on standard error. Nobody who reads neither stops the server. */
export function reporter(environment: Environment, { debug = false }: { readonly debug?: boolean }) {
  const { output, errorOutput } = environment
  for (const stream of [output, errorOutput]) stream.on('error', () => undefined)
  const { red } = colorsFor(environment, errorOutput)
  const tell = (notice: string) => void errorOutput.write(`${notice}\n`)
  const fail = (error: unknown, id?: string) => {
    const message = error instanceof Error ? ((debug ? error.stack : undefined) ?? error.message) : messageOf(error)
    tell(`${red('talkchart:')} ${id === undefined ? '' : `conversation ${id}: `}${message}`)
  }
  return { tell, fail }
}

/** A call that failed is told as a record, and no error was thrown. */
function messageOf(failure: unknown): string {
  return isRecord(failure) && typeof failure.message === 'string' ? failure.message : String(failure)
}
