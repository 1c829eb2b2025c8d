import { Command, InvalidArgumentError } from 'commander'
import type { CommandFactory } from '../environment.js'
import type { ServeOptions } from '../serve/run-serve.js'
import { notEmpty, port, withFlowOptions } from './options.js'

const AFTER_HELP = `
Paths:
  /conversations    begin, send, follow: see docs/guide/server.md
  /api/chat         the same for useChat of the AI SDK
  /healthz          200 while the process lives
  /readyz           200 when the store answers; 503 otherwise, and from the first SIGTERM on

Every request but these two carries the token: "authorization: Bearer TOKEN". Without --token-env
a token is made for each run, and stands in the URL that is printed. Whoever has the token may do
everything with every conversation.

SIGTERM and Ctrl-C: new work is refused, turns that run come to their end, and what came of them is
sent. A second signal ends the process at once.

Environment:
  OPENAI_API_KEY    the key for --model
  OPENAI_BASE_URL   another server for --model: http://127.0.0.1:11434/v1
  PGPASSWORD        the password for --store postgres://…, so that no list of processes shows it
  NO_COLOR          no colours; FORCE_COLOR=1 always colours

Exit code:
  0    stopped by a signal
  1    the flow, the store, the address or the model can not be used as given
  2    wrong usage
  70   a bug in talkchart
  130  a second signal
`

/** `talkchart serve FLOW`: the conversations of a flow behind an API. */
export const serveCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('serve'))
    .description('serve the conversations of a flow over HTTP')
    .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .option('--store <store>', 'where conversations are kept: a folder, memory, or postgres://… (default: .talkchart)', notEmpty)
    .option('--port <port>', 'where it listens; 0 for any that is free', port, 3000)
    .option('--host <address>', 'the address that it listens on; any but this machine needs --token-env', notEmpty, '127.0.0.1')
    .option('--allow-host <name>', 'a name by which requests may reach it besides its address; may be repeated', collect)
    .option('--allow-origin <origin>', 'pages of another origin that may call: https://app.example.com; may be repeated', collectOrigins)
    .option('--token-env <name>', 'the environment variable that holds the token', notEmpty)
    .option('--model <name>', 'a model that speaks and decides: gpt-5-mini, llama3.2', notEmpty)
    .option('--worker', 'also run what is due with nobody there: timers, messages left by dead processes, failed calls')
    .option('--grace <seconds>', 'how long turns that run may take when it is told to stop', seconds, 25)
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: ServeOptions) => {
      const { runServe } = await import('../serve/run-serve.js')
      exitWith(await runServe(reference, options, environment))
    })

function seconds(value: string): number {
  if (!/^\d{1,6}(?:\.\d+)?$/.test(value)) throw new InvalidArgumentError('It is no number of seconds from 0 on.')
  return Number(value)
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^[\w.:[\]-]+$/.test(value)) throw new InvalidArgumentError('It is no name of a host, such as chat.example.com.')
  return [...before, value]
}

function collectOrigins(value: string, before: readonly string[] = []): readonly string[] {
  const isOrigin = value === '*' || (URL.canParse(value) && new URL(value).origin === value)
  if (!isOrigin) throw new InvalidArgumentError('It is no origin, such as https://app.example.com, without a path.')
  return [...before, value]
}
