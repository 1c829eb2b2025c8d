import type { Server } from 'node:http'
import { onTestFinished } from 'vitest'
import type { LanguageModel } from '../../../src/model/language-model.js'
import { type ModelHandlerOptions, modelHandler } from '../../../src/open/model-handler.js'
import { serve } from './node-adapter.js'

/** The address of a real server that serves a model; stopped when the test is over. */
export async function serveModel(model: LanguageModel, options: ModelHandlerOptions = {}): Promise<string> {
  return listen(serve(modelHandler(model, { onError: () => undefined, onProblem: () => undefined, ...options })))
}

/** Lets a server listen on loopback until the test is over. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return `http://127.0.0.1:${address.port}/api/model`
}
