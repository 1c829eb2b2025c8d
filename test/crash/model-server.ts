import { LLMock } from '@copilotkit/aimock'
import { answerTo } from './scenario.js'

/** The server that every talking process asks; it remembers who asked what. */
export class ModelServer {
  readonly #server = new LLMock({ host: '127.0.0.1', port: 0 })
  readonly #requests = new Map<string, string[]>()

  async start(): Promise<string> {
    this.#server.onMessage(
      /.*/s,
      (body) => {
        const { user, ...request } = body
        const run = String(user)
        this.#requests.set(run, [...(this.#requests.get(run) ?? []), JSON.stringify(request)])
        return { content: contentFor(body) }
      },
      { chunkSize: 8, latency: 1 },
    )
    await this.#server.start()
    return `${this.#server.url}/v1`
  }

  /** What one process has asked, word for word. */
  takeRequests(run: string): readonly string[] {
    const requests = this.#requests.get(run) ?? []
    this.#requests.delete(run)
    this.#server.clearRequests()
    return requests
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }
}

interface ChatBody {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[]
  readonly response_format?: unknown
}

function contentFor({ messages, response_format }: ChatBody): string {
  if (response_format !== undefined)
    return JSON.stringify({ judged: String(messages.at(-1)?.content).startsWith('seriously') ? 'yes' : 'no' })
  const user = messages.findLast(({ role }) => role === 'user')
  const instruction = messages.at(-1)
  return answerTo(String(user?.content), String(instruction?.content))
}
