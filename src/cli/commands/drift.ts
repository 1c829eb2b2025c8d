import { Command, InvalidArgumentError } from 'commander'
import type { DriftCommandOptions } from '../drift/run-drift.js'
import type { CommandFactory } from '../environment.js'
import { notEmpty, withFlowOptions } from './options.js'

const AFTER_HELP = `
Nothing is changed. --renamed is what the option renamedStates will be given.

Exit code:
  0    every conversation goes on
  1    some are stranded, or the flow or the store can not be used
  2    wrong usage
`

/** `talkchart drift FLOW --store FOLDER`: what a deploy does to the stored conversations. */
export const driftCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('drift'))
    .description('count the stored conversations that a new version of a flow can go on with')
    .argument('<flow>', 'the new version: a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .option('--store <folder>', 'where the conversations are kept (default: .talkchart)', notEmpty)
    .option('--renamed <old=new>', 'a state that was renamed; may be repeated', addRenamed, {})
    .option('--json', 'one JSON object instead of text')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: DriftCommandOptions) => {
      const { runDrift } = await import('../drift/run-drift.js')
      exitWith(await runDrift(reference, options, environment))
    })

function addRenamed(value: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [from = '', to = '', ...rest] = value.split('=')
  if (from === '' || to === '' || rest.length > 0) throw new InvalidArgumentError('Expected old=new.')
  return { ...earlier, [from]: to }
}
