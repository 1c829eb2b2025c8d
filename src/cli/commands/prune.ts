import { Command, InvalidArgumentError } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { PruneCommandOptions } from '../prune/run-prune.js'
import { countingNumber, notEmpty } from './options.js'

const AFTER_HELP = `
A revision is where a conversation stood after a commit; a turn takes one or two. With old ones
forgotten, the conversation has all its messages and goes on as before, but can not be rewound or
forked to the turns of these revisions, and what was taken back there is gone.

Conversations may go on meanwhile. What is removed or forgotten is gone for good: try --dry-run.

Exit code:
  0    done
  1    some conversations are damaged and were left as they are, or the store can not be used
  2    wrong usage
`

/** `talkchart prune --store FOLDER`: makes a store smaller. */
export const pruneCommand: CommandFactory = (environment, exitWith) =>
  new Command('prune')
    .description('forget old revisions of stored conversations, and remove old conversations')
    .option('--store <folder>', 'where the conversations are kept (default: .talkchart)', notEmpty)
    .option('--keep-revisions <count>', 'how many of each conversation stay, the newest ones', countingNumber)
    .option('--remove-older-than <days>', 'remove conversations that were last changed longer ago', days)
    .option('--ended', 'remove of them only those that have ended')
    .option('--dry-run', 'change nothing, and count what would go')
    .option('--json', 'one JSON object instead of text')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: PruneCommandOptions) => {
      const { runPrune } = await import('../prune/run-prune.js')
      exitWith(await runPrune(options, environment))
    })

function days(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number) || number < 0) throw new InvalidArgumentError('It is no number of days from 0 on.')
  return number
}
