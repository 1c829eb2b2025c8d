import pico from 'picocolors'
import type { Environment, OutputStream } from './environment.js'

export type Colors = ReturnType<typeof pico.createColors>

/** Colours for one stream: none under `NO_COLOR`, always under `FORCE_COLOR`, else where the stream is a terminal. */
export function colorsFor({ variables }: Environment, stream: OutputStream): Colors {
  if (variables['NO_COLOR']) return pico.createColors(false)
  const forced = variables['FORCE_COLOR']
  if (forced !== undefined) return pico.createColors(forced !== '0' && forced !== 'false')
  return pico.createColors(stream.isTTY === true && variables['TERM'] !== 'dumb')
}
