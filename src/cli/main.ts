#!/usr/bin/env node
import { processEnvironment } from './environment.js'
import { reportError } from './report-error.js'
import { reportStyle, runCli } from './run-cli.js'

const environment = processEnvironment()
const parameters = process.argv.slice(2)

process.on('uncaughtException', async (error, origin) => {
  const { authorError, breaksNothing } = await import('./load-flow/author-error.js')
  const found = authorError(error)
  const { authorErrors } = environment
  if (authorErrors.size === 0 || !breaksNothing(error, origin)) process.exit(reportError(found, environment, reportStyle(parameters)))
  for (const hear of authorErrors) hear(found)
})

const exitCode = await runCli(parameters, environment)
// Pipes may be written later than the process would end.
process.stdout.write('', () => process.exit(exitCode))
