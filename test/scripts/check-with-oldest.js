// Checks the type tests, and every built declaration that an entry of the package reaches, with the oldest TypeScript that the published types
// promise to work with. Declarations of other packages are left to the newest one: the oldest takes very long for them.
import { readFileSync } from 'node:fs'
import ts from 'typescript-5.9'
import { root } from './run.js'

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const entries = Object.values(exports).flatMap(({ types }) => (types === undefined || types.includes('*') ? [] : [root + types.slice(2)]))
const machines = ts.sys.readDirectory(`${root}dist/machines`, ['.d.ts'])

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => report([problem]) }
const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(`${root}test/tsconfig.types.json`, {}, host)
// Without this one, built declarations are looked at, too.
const program = ts.createProgram([...fileNames, ...entries, ...machines], { ...options, skipLibCheck: false })
const ours = program.getSourceFiles().filter(({ fileName }) => fileNames.includes(fileName) || fileName.startsWith(`${root}dist/`))
report([
  ...errors,
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...ours.flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]),
])
if (ours.length <= fileNames.length + entries.length + machines.length) {
  console.error('Too few built declarations were found: run npm run build first.')
  process.exitCode = 1
}

function report(problems) {
  if (problems.length > 0) process.exitCode = 1
  const format = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }
  process.stdout.write(ts.formatDiagnostics(problems, format))
}
