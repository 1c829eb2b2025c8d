import { Command } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { MutateCommandOptions } from '../testing/run-mutate.js'
import { percent } from './options.js'
import { withPathOptions } from './paths.js'

const AFTER_HELP = `
The paths are made from the flow, or read from --paths: a file that "talkchart paths --json" has
written before the flow was changed. So a change shows in which conversations now go elsewhere.

With --mutate the flow is changed in one place after the other, and the paths are run on each of
these mutants: it tells which faults they would not find, and what to say to find them.

Exit code:
  0    every path leads where it says, and every state is shown
  1    a path leads elsewhere, a state is never shown, the mutants killed
       are fewer than --threshold, or the flow can not be loaded
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
    .option('--mutate', 'tell which changes of the flow the paths would find')
    .option('--threshold <percent>', 'with --mutate: fail when fewer mutants are killed', percent)
    .option('--only <state>', 'with --mutate: change only this state')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: TestOptions, command: Command) => {
      const { mutate, ...mutated } = options
      if (mutate === true) {
        const { runMutate } = await import('../testing/run-mutate.js')
        exitWith(await runMutate(reference, mutated, environment))
        return
      }
      const { threshold, only, ...tested } = mutated
      if (threshold !== undefined || only !== undefined) command.error('error: --threshold and --only need --mutate')
      const { runTest } = await import('../testing/run-test.js')
      exitWith(await runTest(reference, tested, environment))
    })

type TestOptions = MutateCommandOptions & { readonly mutate?: boolean }
