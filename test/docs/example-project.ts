import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { repository } from '../packaging/repository.js'
import { type CommandResult, runCommand } from '../packaging/run-command.js'

const SETTINGS = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  moduleDetection: 'force',
}

/** Type-checks all TypeScript files of a folder of the project at once. */
export function checkTypes(folder: string): Promise<CommandResult> {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: SETTINGS, include: ['*.ts'] }))
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  return runCommand(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], folder)
}

/** Lets a client of a model be made; nothing is ever sent with it. */
const ENVIRONMENT = { OPENAI_API_KEY: 'none' }

/** Runs a piece of TypeScript as a module of its own in the folder. */
export function runModule(folder: string, name: string, code: string): Promise<CommandResult> {
  const { code: script } = transformSync(code, { loader: 'ts', format: 'esm', sourcefile: `${name}.ts`, sourcemap: 'inline' })
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, script)
  return runCommand(process.execPath, ['--enable-source-maps', file], folder, ENVIRONMENT)
}
