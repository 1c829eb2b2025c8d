import type { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import type { ExitCode } from './exit-codes.js'

/** A stream that may be a terminal. */
export type InputStream = Readable & { readonly isTTY?: boolean }
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** All that the command line takes from its process, so that tests can stand in for a terminal. */
export interface Environment {
  readonly input: InputStream
  readonly output: OutputStream
  readonly errorOutput: OutputStream
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Where relative paths start. */
  readonly directory: string
  /** The file that was started. */
  readonly script: string
  /** Calls the listener on SIGINT and SIGTERM; gives a function that stops it. */
  readonly onInterrupt: (listener: () => void) => () => void
  /** Whoever goes on where the author's code throws and nothing catches it; with nobody here, that ends the process. */
  readonly authorErrors: Set<(error: unknown) => void>
  /** Ends the process at once. */
  readonly exit: (exitCode: number) => void
}

/** Returns the process's own streams, variables and signals. */
export function processEnvironment(): Environment {
  return {
    input: process.stdin,
    output: process.stdout,
    errorOutput: process.stderr,
    variables: process.env,
    directory: process.cwd(),
    script: process.argv[1] ?? 'talkchart',
    onInterrupt: (listener) => {
      process.on('SIGINT', listener).on('SIGTERM', listener)
      return () => process.off('SIGINT', listener).off('SIGTERM', listener)
    },
    authorErrors: new Set(),
    exit: (exitCode) => process.exit(exitCode),
  }
}

/**
 * Makes one command. Its action loads what it needs when it runs, so that help and usage errors come at once. It tells the exit code
 * through `exitWith`, and throws what it can not do.
 */
export type CommandFactory = (environment: Environment, exitWith: (exitCode: ExitCode) => void) => Command
