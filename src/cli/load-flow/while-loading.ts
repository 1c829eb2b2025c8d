import { CliError } from '../cli-error.js'
import { exitCodes } from '../exit-codes.js'

/** How long the `await`s at the top level of a module may take. */
const LONGEST_LOAD = 30_000
/** What Node ends with when nothing is left to do, and an `await` at the top level of a module is not over. */
const NOTHING_LEFT = 13
const STOPPING = ['SIGINT', 'SIGTERM'] as const

/**
 * Waits for a module of the author's, and says so when it never comes to its end, or ends the process.
 *
 * @throws {CliError} `flow-module` when it takes too long
 */
export async function whileLoading<Result>(shown: string, load: () => Promise<Result>): Promise<Result> {
  const onExit = (code: number): void => {
    if (code !== 0 && code !== NOTHING_LEFT) return
    // Some versions of Node say so here only.
    const isStuck = process.exitCode === NOTHING_LEFT
    process.stderr.write(`talkchart: ${isStuck ? stuck(shown) : `${shown} ends the process while it is loaded.`}\n`)
    process.exitCode = exitCodes.error
  }
  // Where somebody listens, a signal waits for a module that goes round for ever, and nothing stops the process any more.
  const listening = STOPPING.map((signal) => ({ signal, listeners: process.listeners(signal) }))
  for (const signal of STOPPING) process.removeAllListeners(signal)
  process.on('exit', onExit)
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new CliError('flow-module', stuck(shown))), LONGEST_LOAD).unref()
  })
  try {
    return await Promise.race([load(), tooLong])
  } finally {
    clearTimeout(timer)
    process.off('exit', onExit)
    for (const { signal, listeners } of listening) for (const listener of listeners) process.on(signal, listener)
  }
}

function stuck(shown: string): string {
  return `${shown} does not come to the end of its loading: an await at its top level waits for something that does not come.`
}
