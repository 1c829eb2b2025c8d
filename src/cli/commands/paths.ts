import { Command, Option } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { PathsOptions } from '../testing/run-paths.js'
import { wholeNumber, withFlowOptions } from './options.js'

const AFTER_HELP = `
A path is a conversation word by word: what the user says, what the model answers, where it leads.
Each is proven on the compiled machine; no model is asked.

Exit code:
  0    the paths are told, also when something can not be shown
  1    the flow can not be loaded, or has more paths than --max-paths
  2    wrong usage
`

/** `talkchart paths FLOW`: the conversations that show all of a flow. */
export const pathsCommand: CommandFactory = (environment, exitWith) =>
  withPathOptions(
    new Command('paths')
      .description('list conversations that show all of a flow')
      .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow'),
  )
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: PathsOptions) => {
      const { runPaths } = await import('../testing/run-paths.js')
      exitWith(await runPaths(reference, options, environment))
    })

/** The options that `paths` and `test` share. */
export function withPathOptions(command: Command): Command {
  const coverage = new Option('--coverage <what>', 'what the paths show')
    .choices(['states', 'transitions', 'conditions'])
    .default('conditions')
  return withFlowOptions(command)
    .addOption(coverage)
    .option('--max-paths <count>', 'refuse more paths than these', wholeNumber, 1000)
    .option('--json', 'everything as one JSON object')
    .option('--debug', 'show stack traces of errors')
}
