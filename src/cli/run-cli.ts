import { readFileSync } from 'node:fs'
import { format } from 'node:util'
import { Command } from 'commander'
import { commands } from './commands/index.js'
import type { Environment } from './environment.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { reportError } from './report-error.js'
import { withSafeOutput } from './safe-output.js'

/** Runs the command line from its parameters to its exit code. Never throws. */
export async function runCli(parameters: readonly string[], process: Environment): Promise<ExitCode> {
  const environment = withSafeOutput(process)
  let exitCode: ExitCode = exitCodes.completed
  const restoreConsole = divertConsole(environment)
  try {
    const program = createProgram(environment, (code) => {
      exitCode = code
    })
    await program.parseAsync(parameters.length === 0 ? ['--help'] : parameters, { from: 'user' })
    return exitCode
  } catch (error) {
    return reportError(error, environment, reportStyle(parameters))
  } finally {
    restoreConsole()
  }
}

/** What a flow's module writes to the console goes where errors go: the standard output is for what the command gives. */
function divertConsole({ errorOutput }: Environment): () => void {
  const { log, info, debug } = console
  const write = (...values: readonly unknown[]) => void errorOutput.write(`${format(...values)}\n`)
  Object.assign(console, { log: write, info: write, debug: write })
  return () => void Object.assign(console, { log, info, debug })
}

/** How errors are told; read from the bare parameters, since these may be what is wrong. */
export function reportStyle(parameters: readonly string[]) {
  return { json: parameters.includes('--json'), debug: parameters.includes('--debug') }
}

function createProgram(environment: Environment, exitWith: (code: ExitCode) => void): Command {
  const program = new Command('talkchart')
    .description('Conversation flows in, statecharts out: talk to a flow, and look into it.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'tell how it is used')
    .helpCommand(false)
  settle(program, environment)
  for (const factory of commands) {
    const command = factory(environment, exitWith).helpOption('-h, --help', 'tell how it is used')
    program.addCommand(settle(command, environment))
  }
  return program
}

/** Errors are thrown and reported in one place; help goes to the environment's output. */
function settle(command: Command, { output }: Environment): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => output.write(text),
    outputError: () => undefined,
    getOutHelpWidth: () => output.columns ?? 100,
  })
}

/** Returns the version in package.json, which stands two folders above both the source and the built file. */
function packageVersion(): string {
  const facts: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return facts.version
}
