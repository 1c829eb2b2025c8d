import { Command } from 'commander'
import type { ChatOptions } from '../chat/run-chat.js'
import type { CommandFactory } from '../environment.js'
import { exitCodes } from '../exit-codes.js'
import { notEmpty, withFlowOptions } from './options.js'

const AFTER_HELP = `
Without FLOW, the flows that come with talkchart are listed.

While you talk, lines that begin with a slash are commands: /state, /data, /usage, /retry, /turns,
/rewind, /cancel, /quit and /help. A message that begins with // is sent with one slash. Ctrl-C
leaves, and keeps a message that is being answered: it is answered when you come back. Piped, one
line is one message.

Environment:
  OPENAI_API_KEY    the key for --model
  OPENAI_BASE_URL   another server for --model: http://127.0.0.1:11434/v1
  NO_COLOR          no colours; FORCE_COLOR=1 always colours

Exit code:
  0    the conversation is completed, or nothing was to be done
  1    the flow, the store or the model can not be used as given
  2    wrong usage
  3    left before its end: by /quit, the end of the input, Ctrl-C or SIGTERM
  4    ended by a limit
  5    cancelled
  6    left while the last call to the model had failed
  70   a bug in talkchart
  130  Ctrl-C pressed twice
`

/** `talkchart chat [FLOW]`: a conversation in the terminal. */
export const chatCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('chat'))
    .description('talk with a flow; the conversation is kept and can be gone on with')
    .argument('[flow]', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .option('--id <id>', 'which conversation: begun when it is new, gone on with when it is not', notEmpty)
    .option('--store <folder>', 'where conversations are kept: a folder, memory, or postgres://… (default: .talkchart)', notEmpty)
    .option('--json', 'one JSON object on a line for everything that happens')
    .option('--model <name>', 'a model that speaks and decides: gpt-5-mini, llama3.2', notEmpty)
    .option('--inspect', 'show the chart and every step in the Stately inspector, on this machine')
    .option('--inspect-texts', 'the same, with prompts, messages and replies')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string | undefined, options: ChatOptions) => {
      if (reference !== undefined) {
        const { runChat } = await import('../chat/run-chat.js')
        return exitWith(await runChat(reference, options, environment))
      }
      const { listFlows } = await import('../chat/list-flows.js')
      await listFlows(options, environment)
      exitWith(exitCodes.completed)
    })
