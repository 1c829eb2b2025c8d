import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './repository.js'

/** What a command left behind. */
export interface CommandResult {
  readonly exitCode: number
  readonly output: string
}

const QUIET = { NO_COLOR: '1', npm_config_loglevel: 'error', npm_config_update_notifier: 'false' }

/** npm writes thousands of small files. To hand each one from thread to thread takes a fifth of its time. */
export const ONE_BY_ONE = { UV_THREADPOOL_SIZE: '1' }

/** Runs a program to its end, with `extra` in its environment, and gives its exit code with all that it printed. */
export function runCommand(program: string, parameters: readonly string[], folder: string, extra = {}): Promise<CommandResult> {
  const environment = { ...process.env, ...extra, ...(program === 'npm' && ONE_BY_ONE), ...QUIET }
  return new Promise((resolve, reject) => {
    execFile(program, [...parameters], { cwd: folder, env: environment, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code
      if (typeof exitCode === 'number') resolve({ exitCode, output: stdout + stderr })
      else reject(error)
    })
  })
}

/** As `runCommand`, for commands that must succeed; a failure is thrown with the whole output. */
export async function runSuccessfully(program: string, parameters: readonly string[], folder: string): Promise<string> {
  const { exitCode, output } = await runCommand(program, parameters, folder)
  if (exitCode !== 0) throw new Error(`${program} ${parameters.join(' ')} ended with ${exitCode}:\n${output}`)
  return output
}

const compiler = join(repository, 'node_modules/typescript/bin/tsc')

/** Runs the newest compiler, in one thread: each more would check once again what all files need. */
export function compile(parameters: readonly string[], folder: string): Promise<CommandResult> {
  return runCommand(process.execPath, [compiler, '--singleThreaded', ...parameters], folder)
}
