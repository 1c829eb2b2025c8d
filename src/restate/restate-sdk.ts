/**
 * Holds what is used of the package `@restatedev/restate-sdk`: `import * as restate from '@restatedev/restate-sdk'` fits it. Nothing of it is
 * imported, so that a server which only stands in front needs no SDK.
 */
export interface RestateSdk {
  /** Makes a virtual object. It types handlers by their literals, which are not known here. */
  object(definition: never): RestateObject
  readonly handlers: {
    readonly object: {
      shared(options: never, handler: never): unknown
      exclusive(options: never, handler: never): unknown
    }
  }
  readonly TerminalError: new (message: string, options?: { errorCode?: number; metadata?: Record<string, string> }) => Error
}

/** Is a virtual object that an endpoint serves: `restate.serve({ services: [conversations] })`. */
export interface RestateObject {
  // Not readonly: the SDK's own type of it is not.
  name: string
}

/** What a handler may do that runs beside others. */
export interface SharedContext {
  /** The id of the conversation. */
  readonly key: string
  get(name: string): PromiseLike<unknown>
  stateKeys(): PromiseLike<readonly string[]>
  run<Value>(name: string, action: () => Promise<Value> | Value): PromiseLike<Value>
}

/** What a handler may do that runs alone. */
export interface ExclusiveContext extends SharedContext {
  readonly date: { now(): PromiseLike<number> }
  readonly rand: { uuidv4(): string }
  set(name: string, value: unknown): void
  clear(name: string): void
  clearAll(): void
  genericSend(call: { service: string; method: string; parameter: Uint8Array; key: string; delay: number }): unknown
  request(): { readonly attemptCompletedSignal: AbortSignal }
}
