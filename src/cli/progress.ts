import type { Environment } from './environment.js'

const CLEAR_LINE = '\r\u001b[K'

/** One line that tells how far something is, and can be taken away again. */
export interface Progress {
  readonly show: (text: string) => void
  readonly clear: () => void
}

/** Progress on a terminal; none where standard error is no terminal, or a program reads what is printed. */
export function progressOn({ errorOutput }: Environment, { json = false }: { readonly json?: boolean }): Progress {
  if (json || errorOutput.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  return {
    show: (text) => void errorOutput.write(CLEAR_LINE + text),
    clear: () => void errorOutput.write(CLEAR_LINE),
  }
}
