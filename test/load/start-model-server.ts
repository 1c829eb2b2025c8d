import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface ModelServer {
  readonly baseURL: string
  stop(): void
}

/** Starts the model server, with faults or without. */
export async function startModelServer(mood: 'chaos' | 'calm'): Promise<ModelServer> {
  const child = fork(fileURLToPath(new URL('model-server.ts', import.meta.url)), [mood], { execArgv: ['--import', 'jiti/register'] })
  const [baseURL] = await once(child, 'message')
  return { baseURL: String(baseURL), stop: () => child.disconnect() }
}
