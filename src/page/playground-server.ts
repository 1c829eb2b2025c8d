import type { JsonValue } from '../diagnostics/json.js'
import { readEvents } from '../remote/read-events.js'
import { pause, waitAfter } from '../remote/server-connection.js'
import type { Problem } from '../server/protocol/problem.js'
import type {
  Fit,
  Forked,
  Later,
  OutsideTurn,
  PathWalk,
  PlayFlow,
  PlayList,
  PlayPaths,
  PlayProperties,
  PlayState,
  PlayTurns,
  TurnExplanation,
  WatchEvent,
} from './protocol.js'

/** Asks the server of the playground for what is no conversation's. What is refused is thrown as a `Problem`. */
export class PlaygroundServer {
  readonly #states = new Map<string, Promise<PlayState>>()
  readonly headers: Readonly<Record<string, string>>

  constructor(token: string) {
    this.headers = { authorization: `Bearer ${token}` }
  }

  flow(): Promise<PlayFlow | null> {
    return this.#ask('flow')
  }

  /** Asked again for another edition of the flow alone. */
  state(name: string, edition: number): Promise<PlayState> {
    const key = `${edition} ${name}`
    const state = this.#states.get(key) ?? this.#ask<PlayState>('state?name=', name)
    this.#states.set(key, state)
    return state
  }

  paths(): Promise<Later<PlayPaths>> {
    return this.#ask('paths')
  }

  /** Begins the conversation in which a path is played, or the talk that breaks a property. */
  walk(list: 'paths' | 'properties', number: number, id: string): Promise<PathWalk> {
    return this.#ask(`${list}/`, String(number), { id })
  }

  properties(): Promise<Later<PlayProperties>> {
    return this.#ask('properties')
  }

  explain(id: string, what: { readonly text: string } | { readonly turn: number }): Promise<TurnExplanation | null> {
    return this.#ask('explain/', id, what)
  }

  fit(id: string, way?: { readonly way: 'back' } | { readonly way: 'rename'; readonly to: string }): Promise<Fit> {
    return this.#ask('fit/', id, way)
  }

  fork(id: string, turn: number, to: string): Promise<Forked> {
    return this.#ask('fork/', id, { turn, to })
  }

  notify(id: string, type: string, payload: JsonValue): Promise<OutsideTurn> {
    return this.#ask('notify/', id, { type, ...(payload !== null && { payload }) })
  }

  /** A file to keep, as the server writes it. */
  async exported(id: string, form: 'json' | 'markdown' | 'path'): Promise<Blob> {
    return (await this.#fetch(`export/${encodeURIComponent(id)}?as=${form}`)).blob()
  }

  turns(id: string): Promise<PlayTurns> {
    return this.#ask('turns/', id)
  }

  list(): Promise<PlayList> {
    return this.#ask('list')
  }

  choose(name: string): Promise<PlayFlow> {
    return this.#ask('list/', name, {})
  }

  /**
   * Follows until the signal aborts. What breaks is followed again, after longer each time.
   *
   * @param onBreak is called with what went wrong
   * @throws {Problem} what is refused for good: nothing is asked again
   */
  async watch(listener: (event: WatchEvent) => void, signal: AbortSignal, onBreak: (error: unknown) => void): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const { body } = await this.#fetch('watch', { signal })
        if (body !== null)
          for await (const event of readEvents<WatchEvent>(body)) {
            failures = 0
            listener(event)
          }
      } catch (error) {
        if (signal.aborted) return
        if (Object(error).retryable === false) throw error
        onBreak(error)
      }
      await pause(waitAfter(failures + 1), signal)
    }
  }

  async #ask<Answer>(path: string, rest = '', body?: object): Promise<Answer> {
    const sent = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return await (await this.#fetch(path + encodeURIComponent(rest), sent)).json()
  }

  async #fetch(path: string, { headers, ...options }: RequestInit = {}): Promise<Response> {
    const response = await fetch(`play/${path}`, { ...options, headers: { ...this.headers, ...headers } })
    if (response.ok) return response
    const problem: Problem = await response.json()
    throw problem
  }
}
