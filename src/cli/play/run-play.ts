import { createServer, type Server } from 'node:http'
import type { ConversationData } from '../../conditions/condition.js'
import { isRecord } from '../../diagnostics/json.js'
import { PLAIN_ID } from '../../server/http/routes.js'
import { within } from '../../server/http/within.js'
import { keylessModel, namedModel } from '../chat/model.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { renderAt } from '../flow-errors.js'
import type { FlowOptions } from '../load-flow/flow-options.js'
import { openStore } from '../open-store.js'
import { accessFor } from '../serve/access.js'
import { listen } from '../serve/listen.js'
import { reporter } from '../serve/reporter.js'
import { stopRequested } from '../serve/stop-serving.js'
import { openBrowser } from './open-browser.js'
import { playListener } from './play-listener.js'
import { PlayedModels } from './played-models.js'
import { Playground } from './playground.js'

/** What the command line of `talkchart play` says. */
export interface PlayOptions extends FlowOptions {
  readonly id?: string
  readonly model?: string
  readonly store?: string
  readonly port?: number
  /** What conversations begin with, as JSON. */
  readonly data?: string
  readonly tokenEnv?: string
  readonly open?: boolean
  readonly debug?: boolean
}

const HOST = '127.0.0.1'
const FIRST_PORT = 4780
const LAST_PORT = 4799
/** How long it may take to put everything in order. */
const CLOSING_MILLISECONDS = 700

/**
 * Serves the playground until the process is told to stop. Resolves with the exit code.
 *
 * @throws {TalkchartError} with whatever the person can mend, before anything is served
 */
export async function runPlay(reference: string | undefined, options: PlayOptions, environment: Environment): Promise<ExitCode> {
  const stop = stopRequested(environment)
  const { tell, fail } = reporter(environment, options)
  const access = accessFor({ host: HOST, ...(options.tokenEnv === undefined ? {} : { tokenEnv: options.tokenEnv }) }, environment)
  const { id, model: modelName = null } = options
  if (id !== undefined && !PLAIN_ID.test(id))
    throw wrongUse('--id', 'an id stands in URLs, so it has 1 to 200 of the characters A-Z a-z 0-9 _ : -')
  const data = options.data === undefined ? undefined : readData(options.data)
  const model =
    modelName === null
      ? keylessModel({ ask: undefined, onNotice: (notice) => playground.notice(notice) })
      : await namedModel(modelName, environment, tell)
  const { store, shown, close } = await openStore(options.store, environment)
  const playground = new Playground({
    ...{ options, environment, models: new PlayedModels(model), modelName, store, id, data, tell, fail },
    mayChoose: reference === undefined,
  })
  environment.authorErrors.add((error) => playground.blame(error))
  if (reference !== undefined) await playground.play(reference)
  await tellWarnings(playground, tell)
  const server = createServer()
  const port = await listenFrom(server, options.port)
  server.on('request', playListener(playground, access, port, fail))
  const page = (token: string) => `http://${HOST}:${port}/#token=${token}`
  const url = page(access.variable === undefined ? access.token : `$${access.variable}`)
  environment.output.write(`The playground is at ${url}, for this machine only.\nConversations are kept in ${shown}. Ctrl-C stops it.\n`)
  if (options.open === true) openBrowser(page(encodeURIComponent(access.token)), tell)
  await stop.requested
  await within(stopPlaying(playground, server, close), CLOSING_MILLISECONDS)
  stop.end()
  return exitCodes.completed
}

async function stopPlaying(playground: Playground, server: Server, close: () => Promise<void>): Promise<void> {
  server.close()
  await playground.end().catch(() => undefined)
  server.closeAllConnections()
  await close().catch(() => undefined)
}

async function tellWarnings(playground: Playground, tell: (notice: string) => void): Promise<void> {
  if (!playground.isPlaying) return
  const { warnings, file, positions } = playground.edition.loaded
  if (warnings.length > 0) tell(renderAt(file.shown, warnings, await positions?.()))
}

/** Takes the port that was asked for, or the first free one. */
async function listenFrom(server: Server, asked: number | undefined): Promise<number> {
  if (asked !== undefined) return await listen(server, { host: HOST, port: asked })
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) {
    const taken = await listen(server, { host: HOST, port }).catch((error: unknown) => {
      if (CliError.isInstance(error) && error.code === 'port-in-use') return undefined
      throw error
    })
    if (taken !== undefined) return taken
  }
  return await listen(server, { host: HOST, port: 0 })
}

function readData(text: string): ConversationData {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw wrongUse(
      '--data',
      `it is no JSON: ${error instanceof Error ? error.message : String(error)}. Write it as in --data '{"plan": "pro"}'`,
    )
  }
  if (isRecord(data) && !Array.isArray(data)) return data
  throw wrongUse('--data', `expected an object, as in --data '{"plan": "pro"}'`)
}

function wrongUse(option: string, what: string): CliError {
  return new CliError('invalid-option', `${option}: ${what}.`, { exitCode: exitCodes.usage })
}
