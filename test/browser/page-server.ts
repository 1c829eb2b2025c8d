import { type LanguageModel, modelHandler } from 'talkchart'
import { flow } from 'talkchart/machines/dynamic_routing'
import { serve } from '../model/http/node-adapter.js'
import { type BuiltPage, serveFile } from './built-page.js'

export interface PageServer {
  readonly url: string
  close(): void
}

/** The server of a front-end: the built page, and a model whose key stays here and speaks for the page's flow only. */
export async function servePage(page: BuiltPage, model: LanguageModel): Promise<PageServer> {
  const handler = modelHandler(model, { flow, onError: () => undefined })
  const server = serve(async (request) => {
    const { pathname } = new URL(request.url)
    return pathname === '/api/model' ? handler(request) : serveFile(page, pathname)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${address.port}`, close }
}
