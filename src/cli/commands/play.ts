import { Command } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { PlayOptions } from '../play/run-play.js'
import { notEmpty, port, withFlowOptions } from './options.js'

const AFTER_HELP = `
A page on this machine: talk with the flow, see its chart light up and why it goes where it goes,
play its paths, and go on while you edit the file. Without FLOW, the page lists the flows that come
with talkchart. Nothing leaves this machine but calls to --model.

Conversations are kept as "talkchart chat" keeps them: the same --id is the same conversation.

Environment:
  OPENAI_API_KEY    the key for --model
  OPENAI_BASE_URL   another server for --model: http://127.0.0.1:11434/v1
  NO_COLOR          no colours; FORCE_COLOR=1 always colours

Exit code:
  0    stopped by a signal
  1    the flow, the store, the port or the model can not be used as given
  2    wrong usage
  70   a bug in talkchart
  130  a second signal
`

/** `talkchart play [FLOW]`: a page in which a flow is talked with and looked into. */
export const playCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('play'))
    .description('talk with a flow in a page that shows its chart, and why it goes where it goes')
    .argument('[flow]', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .option('--id <id>', 'which conversation is opened first: begun when it is new, gone on with when it is not', notEmpty)
    .option('--store <store>', 'where conversations are kept: a folder, memory, or postgres://… (default: .talkchart)', notEmpty)
    .option('--port <port>', 'where it listens; 0 for any that is free (default: the first free one from 4780 on)', port)
    .option('--data <json>', 'the data that new conversations begin with, over the flow\'s own: \'{"plan": "pro"}\'', notEmpty)
    .option('--token-env <name>', 'the environment variable that holds the token', notEmpty)
    .option('--model <name>', 'a model that speaks and decides: gpt-5-mini, llama3.2', notEmpty)
    .option('--open', 'open the page in the browser')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string | undefined, options: PlayOptions) => {
      const { runPlay } = await import('../play/run-play.js')
      exitWith(await runPlay(reference, options, environment))
    })
