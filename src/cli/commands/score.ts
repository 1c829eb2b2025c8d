import { Command } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { ScoreOptions } from '../testing/run-score.js'
import { percent, withFlowOptions } from './options.js'

const AFTER_HELP = `
Reads CSV (with a header), JSON Lines or YAML: text, expected (a transition, or the state that it leads to;
empty where nothing should fire), and if you like state and data. What a model decides is left out and counted.

Exit code:
  0    scored, and not below --threshold
  1    below --threshold, or the flow or the file can not be read
  2    wrong usage
`

/** `talkchart score FLOW FILE`: how a flow routes messages that people wrote. */
export const scoreCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('score'))
    .description('score how a flow routes messages that people wrote')
    .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .argument('<file>', 'a .csv, .jsonl or .yaml file with messages')
    .option('--json', 'everything, as JSON')
    .option('--markdown', 'as Markdown, with the confusion matrix')
    .option('--threshold <percent>', 'fail when fewer messages do what they should', percent)
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, file: string, options: ScoreOptions) => {
      const { runScore } = await import('../testing/run-score.js')
      exitWith(await runScore(reference, file, options, environment))
    })
