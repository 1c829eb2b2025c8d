import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError } from '../cli-error.js'

/** A line of a file. */
export interface CodePlace {
  readonly path: string
  readonly line: string
}

/** The folder of the sources, or of the built files, in which this one stands. */
const OWN_FOLDER = fileURLToPath(new URL('../..', import.meta.url))

/** The line that has thrown: the first of the stack that is in a file of the author's own. */
export function authorPlace(error: unknown): CodePlace | undefined {
  return placesOf(error).find(isAuthors)
}

/** Names the author's line where an error that nobody has caught was made there, and gives any other error as it is. */
export function authorError(error: unknown): unknown {
  const bare = bareValueOf(error)
  if (bare !== undefined) return new CliError('flow-module', `The flow's code throws what is no error, and nothing catches it: ${bare}`)
  const place = placesOf(error)[0]
  if (place === undefined || !isAuthors(place)) return error
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
  const shown = relative(process.cwd(), place.path)
  return new CliError('flow-module', `${shown}:${place.line} throws, and nothing catches it: ${reason}`, { cause: error })
}

/**
 * Tells whether an error that nobody has caught is the author's, and was thrown through nothing of talkchart's or of a package's: a timer of the
 * flow's module, a promise that nobody waits for. What else is thrown may have left something half done.
 */
export function breaksNothing(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): boolean {
  if (authorError(error) === error) return false
  return origin === 'unhandledRejection' || placesOf(error).every(isAuthors)
}

/** Whoever throws something else than an error has written it so: talkchart throws errors alone. Node wraps what a promise is rejected with. */
function bareValueOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return String(error)
  const isWrapped = Reflect.get(error, 'code') === 'ERR_UNHANDLED_REJECTION'
  return isWrapped ? (/with the reason "(.*)"\.$/s.exec(error.message)?.[1] ?? error.message) : undefined
}

function placesOf(error: unknown): readonly CodePlace[] {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : []
  return frames.flatMap((frame) => {
    const [, path = '', line = ''] = /\(?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^()]*):(\d+):\d+\)?$/.exec(frame) ?? []
    return path === '' ? [] : [{ path, line }]
  })
}

function isAuthors({ path }: CodePlace): boolean {
  return !/[\\/]node_modules[\\/]/.test(path) && !path.startsWith(OWN_FOLDER)
}
