import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { beginStream, protocolServer, writeChunk } from './protocol-server.js'
import { deferred, neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

const WITHOUT_RETRIES = { model: 'local', apiKey: 'k', maxRetries: 0 }

describe('aborting', () => {
  it('closes the HTTP request of a reply that is being streamed', async () => {
    const closed = deferred()
    const server = await protocolServer((_request, response) => {
      response.on('close', closed.resolve)
      beginStream(response, [{ content: 'Good ' }])
    })
    const abort = new AbortController()
    const reply = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL }).respond(respondRequest(), {
      signal: abort.signal,
      onDelta: () => abort.abort(),
    })
    await expect(reply).rejects.toMatchObject({ code: 'aborted' })
    await closed.promise
  })

  it('closes the HTTP request that is waiting for an answer', async () => {
    const closed = deferred()
    const abort = new AbortController()
    const server = await protocolServer((_request, response) => {
      response.on('close', closed.resolve)
      abort.abort()
    })
    const answer = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL }).understand(understandRequest(), { signal: abort.signal })
    await expect(answer).rejects.toMatchObject({ code: 'aborted' })
    await closed.promise
  })

  it('closes the HTTP request whose answer has begun', async () => {
    const closed = deferred()
    const abort = new AbortController()
    const server = await protocolServer((_request, response) => {
      response.on('close', closed.resolve)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"choices":', () => abort.abort())
    })
    const answer = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL }).understand(understandRequest(), { signal: abort.signal })
    await expect(answer).rejects.toMatchObject({ code: 'aborted' })
    await closed.promise
  })

  it('makes no request when it came before', async () => {
    const server = await protocolServer((_request, response) => beginStream(response, []))
    const model = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL })
    await expect(model.understand(understandRequest(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    expect(server.received).toEqual([])
  })
})

describe('a server that falls silent', () => {
  it('fails with timeout in the middle of a stream, and closes the request', async () => {
    const closed = deferred()
    const server = await protocolServer((_request, response) => {
      response.on('close', closed.resolve)
      beginStream(response, [{ content: 'Good ' }])
    })
    const deltas: string[] = []
    const model = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL, timeout: 1_000 })
    const reply = model.respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => deltas.push(delta) })
    await expect(reply).rejects.toMatchObject({ code: 'timeout' })
    expect(deltas).toEqual(['Good '])
    await closed.promise
  })

  it('fails with timeout in the middle of a body', async () => {
    const server = await protocolServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":')
    })
    const model = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL, timeout: 150 })
    await expect(model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ code: 'timeout' })
  })

  it('fails with connection when it closes a stream without having finished', async () => {
    const server = await protocolServer((_request, response) => {
      beginStream(response, [{ content: 'Good ' }])
      writeChunk(response, { choices: [{ index: 0, delta: { content: 'mor' }, finish_reason: null }] })
      response.end()
    })
    const model = openaiModel({ ...WITHOUT_RETRIES, baseURL: server.baseURL })
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'connection' })
  })
})
