import pico from 'picocolors'
import type { Environment, OutputStream } from './environment.js'

const CLEAR_LINE = '\r\u001b[K'

/** One line that tells how far something is, and can be taken away again. */
export interface Progress {
  readonly show: (text: string) => void
  readonly clear: () => void
}

export type Colors = ReturnType<typeof pico.createColors>

/** Returns the colours for one stream: none under `NO_COLOR`, always under `FORCE_COLOR`, else where the stream is a terminal. */
export function colorsFor({ variables }: Environment, stream: OutputStream): Colors {
  if (variables['NO_COLOR']) return pico.createColors(false)
  const forced = variables['FORCE_COLOR']
  if (forced !== undefined) return pico.createColors(forced !== '0' && forced !== 'false')
  return pico.createColors(stream.isTTY === true && variables['TERM'] !== 'dumb')
}

/** Shows progress on a terminal; none where standard error is no terminal, or a program reads what is printed. */
export function progressOn({ errorOutput }: Environment, { json = false }: { readonly json?: boolean }): Progress {
  if (json || errorOutput.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  return {
    show: (text) => void errorOutput.write(CLEAR_LINE + text),
    clear: () => void errorOutput.write(CLEAR_LINE),
  }
}
