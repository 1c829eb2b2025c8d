import { createServer } from 'node:http'
import { conversationHandler, conversationHost, conversationWorker, type HandlerOptions } from '../../server/index.js'
import { uiMessageHandler } from '../../server/ui-messages/index.js'
import { keylessModel, namedModel } from '../chat/model.js'
import { flowFacts } from '../chat/run-chat.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { renderAt } from '../flow-errors.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { loadFlow } from '../load-flow/load-flow.js'
import { openStore } from '../open-store.js'
import { colorsFor } from '../terminal.js'
import { type Access, type AccessOptions, accessFor, inUrl } from './access.js'
import { listen } from './listen.js'
import { Readiness } from './readiness.js'
import { reporter } from './reporter.js'
import { serveListener } from './serve-listener.js'
import { servedMachine } from './served-machine.js'
import { stopRequested, stopServing } from './stop-serving.js'

export interface ServeOptions extends FlowOptions, AccessOptions {
  readonly store?: string
  readonly port: number
  readonly model?: string
  readonly allowOrigin?: readonly string[]
  readonly worker?: boolean
  /** In seconds. */
  readonly grace: number
  readonly debug?: boolean
}

/**
 * Serves the conversations of a flow until the process is told to stop. Resolves with the exit code.
 *
 * @throws {TalkchartError} with whatever the person can mend, before anything is served
 */
export async function runServe(reference: string, options: ServeOptions, environment: Environment): Promise<ExitCode> {
  const stop = stopRequested(environment)
  const access = accessFor(options, environment)
  const { tell, fail } = reporter(environment, options)
  const read = await loadFlow(reference, environment)
  const loaded = { ...read, options: await flowOptions(options, read.options, environment) }
  const { name, version } = flowFacts(loaded)
  if (loaded.warnings.length > 0) tell(renderAt(loaded.file.shown, loaded.warnings, await loaded.positions?.()))
  const { model: named } = options
  const model = named === undefined ? keylessModel({ ask: undefined, onNotice: tell }) : await namedModel(named, environment, tell)
  const machine = await servedMachine(loaded, name, { model, onNotice: tell })
  const { store, relay, shown, close } = await openStore(options.store, environment)
  const running = { machine, store, ...(relay && { relay }), onProblem: ({ message }: { readonly message: string }) => tell(message) }
  const host = conversationHost(running)
  const readiness = new Readiness(store, tell)
  const server = createServer()
  const port = await listen(server, options)
  const common: Pick<HandlerOptions, 'host' | 'authorize' | 'allowedHosts' | 'allowedOrigins' | 'onError'> = {
    host,
    authorize: access.authorize,
    allowedHosts: access.allowedHosts(port),
    allowedOrigins: options.allowOrigin ?? [],
    onError: (error) => fail(error),
  }
  // Whoever has the token is the operator, who may take things away.
  const conversations = conversationHandler({ ...common, allow: ['cancel', 'rewind', 'remove'] })
  const chats = uiMessageHandler({ ...common, allow: ['rewind'] })
  server.on('request', serveListener([conversations, chats], readiness))
  environment.output.write(greeting({ name, version, shown, url: `http://${inUrl(options.host)}:${port}`, access }, environment))
  const worker = options.worker === true ? conversationWorker({ ...running, onError: ({ id, error }) => fail(error, id) }) : undefined
  await stop.requested
  readiness.stop()
  tell(`Stopping: turns that run come to their end, within ${options.grace} seconds.`)
  await stopServing({ host, worker, server, close, milliseconds: options.grace * 1000 })
  stop.end()
  return exitCodes.completed
}

interface Served {
  readonly name: string
  readonly version: string
  readonly shown: string
  readonly url: string
  readonly access: Access
}

function greeting({ name, version, shown, url, access: { token, variable } }: Served, environment: Environment): string {
  const { bold } = colorsFor(environment, environment.output)
  const bearer = variable === undefined ? token : `$${variable}`
  const page = variable === undefined ? `${url}/#token=${token}` : `${url}/`
  return `${name} ${version} is served at ${bold(page)}
Conversations are kept in ${shown}.
Begin one: curl -X PUT -H "authorization: Bearer ${bearer}" ${url}/conversations/first
Ctrl-C stops it.
`
}
