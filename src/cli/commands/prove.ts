import { Command } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { ProveCommandOptions } from '../testing/run-prove.js'
import { countingNumber, withFlowOptions } from './options.js'

const AFTER_HELP = `
A property says what holds in every talk: under "properties" in the flow, or in a file of its own.
Each is proved for talks of any length, or broken by a talk that is shown. No model is asked.
A flow without properties is asked those of every flow: can-always-finish, must-finish,
one-line-at-a-time and never-entered; these count only where the flow lists them in "prove".

Examples:
  $ talkchart prove flow.yaml
  $ talkchart prove flow.yaml --properties rules.yaml --only refund-needs-yes
  $ talkchart prove customer_support --json > verdicts.json

Exit code:
  0    everything is proved, or known by metadata: { allow: ['property:NAME'] }
  1    something is violated, also without a failed call
  2    something is undecided, without --allow-undecided; wrong usage
  3    the flow or a property is wrong
`

/** `talkchart prove FLOW`: proves the properties of a flow. */
export const proveCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('prove'))
    .description('prove what holds in every talk, or show a talk in which it does not')
    .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .option('--properties <file>', 'further properties: a .yaml or .json file, or a module that exports properties')
    .option('--only <name...>', 'ask these only')
    .option('--max-moments <count>', 'end a search that comes to more moments than these', countingNumber)
    .option('--allow-undecided', 'pass when something is undecided')
    .option('--json', 'everything as one JSON object')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: ProveCommandOptions) => {
      const { runProve } = await import('../testing/run-prove.js')
      exitWith(await runProve(reference, options, environment))
    })
