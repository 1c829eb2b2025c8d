import type { Command } from 'commander'
import type { Environment } from '../environment.js'
import type { ExitCode } from '../exit-codes.js'

/**
 * Makes one command. Its action loads what it needs when it runs, so that help and usage errors come at once. It tells the exit code
 * through `exitWith`, and throws what it can not do.
 */
export type CommandFactory = (environment: Environment, exitWith: (exitCode: ExitCode) => void) => Command
