import { Command } from 'commander'
import type { CheckOptions } from '../check/check-one.js'
import type { CommandFactory } from '../environment.js'
import { wholeNumber, withFlowOptions } from './options.js'

const AFTER_HELP = `
Errors are what breaks; warnings are messages that go astray; notes are worth knowing. Each has a
code: docs/diagnostics has a page for each, and metadata: { allow: ['code'] } on the flow or the
state silences it where it is meant.

Exit code:
  0    no errors, and no more warnings than --max-warnings
  1    errors, too many warnings, or a flow that can not be loaded
  2    wrong usage
`

/** `talkchart check FLOW…`: what a customer would run into. */
export const checkCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('check'))
    .description('find what goes wrong in flows before anyone talks to them')
    .argument('<flow...>', '.ts, .js, .json or .yaml files, or names of ready flows')
    .option('--info', 'show notes too')
    .option('--max-warnings <count>', 'fail on more warnings than these', wholeNumber)
    .option('--json', 'everything as one JSON object, with lines and columns')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (references: readonly string[], options: CheckOptions) => {
      const { runCheck } = await import('../check/run-check.js')
      exitWith(await runCheck(references, options, environment))
    })
