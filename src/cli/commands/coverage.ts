import { Command, Option } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { CoverageOptions } from '../testing/run-coverage.js'
import { notEmpty, percent, withFlowOptions } from './options.js'

const AFTER_HELP = `
Reads the conversations of a folder that "talkchart chat" or fileStore has written, and transcripts:
JSON files with a list of messages, each with role, text and state.

Exit code:
  0    measured, and not below --threshold
  1    below --threshold, or the flow or a transcript can not be loaded
  2    wrong usage
`

/** `talkchart coverage FLOW`: what recorded conversations have exercised. */
export const coverageCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('coverage'))
    .description('measure what recorded conversations have exercised of a flow')
    .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .argument('[transcript...]', 'JSON files with messages')
    .option('--store <folder>', 'where conversations are kept', notEmpty)
    .addOption(new Option('--format <format>', 'how it is told').choices(['table', 'json', 'lcov']).default('table'))
    .option('--json', 'the same as --format json')
    .option('--threshold <percent>', 'fail when states, transitions or alternatives are covered less', percent)
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, transcripts: readonly string[], options: CoverageOptions) => {
      const { runCoverage } = await import('../testing/run-coverage.js')
      exitWith(await runCoverage(reference, transcripts, options, environment))
    })
