import { Agent, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import type { RunningServer } from './serve-process.js'

/** A conversation that grows without end would measure its length. */
const TURNS = 10

export interface Figures {
  readonly 'requests/s': number
  readonly 'p50, ms': number
  readonly 'p99, ms': number
  readonly requests: number
  readonly failed: number
}

/** Sends requests for so long, each client one after the other. The first tenth of the time is not counted. */
export async function measureFor(milliseconds: number, server: RunningServer, clients: number): Promise<Figures> {
  await run(server, clients, until(milliseconds / 10))
  return await run(server, clients, until(milliseconds))
}

/** Sends so many requests. Each conversation is removed at its end, so that what stays in memory is not what is stored. */
export async function measureRequests(count: number, server: RunningServer, clients: number): Promise<Figures> {
  let left = count
  return await run(server, clients, () => left-- > 0, true)
}

function until(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds
  return () => performance.now() < end
}

async function run(server: RunningServer, clients: number, goesOn: () => boolean, removes = false): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const times: number[] = []
  let failed = 0
  const send = async (method: string, path: string, body?: object) => {
    const startedAt = performance.now()
    const status = await ask(server, agent, { method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    times.push(performance.now() - startedAt)
    if (status !== 200 && status !== 204) failed += 1
  }
  const client = async () => {
    for (;;) {
      if (!goesOn()) return
      const path = `/conversations/load-${server.requested}`
      await send('PUT', path)
      for (let turn = 0; turn < TURNS; turn += 1) {
        if (!goesOn()) return
        await send('POST', `${path}/messages`, { id: `m-${turn}`, text: 'This is what I want to say.' })
      }
      if (removes) await send('DELETE', path)
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  const sorted = times.sort((left, right) => left - right)
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1))
  return { 'requests/s': Math.round(times.length / seconds), 'p50, ms': at(0.5), 'p99, ms': at(0.99), requests: times.length, failed }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: string
}

async function ask(server: RunningServer, agent: Agent, { method, path, body }: Asked): Promise<number> {
  server.requested += 1
  const headers = {
    authorization: `Bearer ${server.token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  const { hostname, port } = server.url
  return await new Promise((resolve, reject) => {
    const asked = request({ agent, hostname, port, method, path, headers }, (response) => {
      textOf(response).then(() => resolve(response.statusCode ?? 0), reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
