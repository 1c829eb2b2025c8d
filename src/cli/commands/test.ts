import { Command } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { PathsOptions } from '../testing/run-paths.js'
import { withPathOptions } from './paths.js'

const AFTER_HELP = `
The paths are made from the flow, or read from --paths: a file that "talkchart paths --json" has
written before the flow was changed. So a change shows in which conversations now go elsewhere.

Exit code:
  0    every path leads where it says, and every state is shown
  1    a path leads elsewhere, a state is never shown, or the flow can not be loaded
  2    wrong usage
`

/** `talkchart test FLOW`: runs the paths of a flow. */
export const testCommand: CommandFactory = (environment, exitWith) =>
  withPathOptions(
    new Command('test')
      .description('run conversations that show all of a flow')
      .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow'),
  )
    .option('--paths <file>', 'paths that were kept, instead of fresh ones')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: PathsOptions & { readonly paths?: string }) => {
      const { runTest } = await import('../testing/run-test.js')
      exitWith(await runTest(reference, options, environment))
    })
