#!/usr/bin/env node
import { processEnvironment } from './environment.js'
import { reportError } from './report-error.js'
import { reportStyle, runCli } from './run-cli.js'

const environment = processEnvironment()
const parameters = process.argv.slice(2)

process.on('uncaughtException', async (error) => {
  const { authorError } = await import('./load-flow/author-error.js')
  process.exit(reportError(authorError(error), environment, reportStyle(parameters)))
})

const exitCode = await runCli(parameters, environment)
// Pipes may be written later than the process would end.
process.stdout.write('', () => process.exit(exitCode))
