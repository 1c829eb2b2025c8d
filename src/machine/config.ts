import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { GuardLeaf } from './guard-expression.js'

/** A named action with static params. */
export interface ActionConfig {
  readonly type: string
  readonly params?: JsonObject
}

/** One guarded way on, as XState reads it and as JSON keeps it. */
export interface TransitionConfig {
  readonly target?: string
  readonly guard?: GuardLeaf
  readonly actions?: readonly ActionConfig[]
  readonly reenter?: boolean
  readonly description?: string
  readonly meta?: JsonObject
}

export interface InvokeConfig {
  readonly id: string
  readonly src: string
  readonly onDone?: readonly TransitionConfig[]
  readonly onError?: readonly TransitionConfig[]
  readonly onSnapshot?: TransitionConfig
}

export interface StateNodeConfig {
  readonly id: string
  readonly type?: 'final'
  readonly description?: string
  readonly tags?: readonly string[]
  readonly meta?: JsonObject
  readonly initial?: string
  readonly entry?: readonly ActionConfig[]
  readonly exit?: readonly ActionConfig[]
  readonly invoke?: InvokeConfig
  readonly on?: Readonly<Record<string, readonly TransitionConfig[]>>
  readonly states?: Readonly<Record<string, StateNodeConfig>>
  readonly output?: JsonValue
}

/** A compiled flow as plain JSON: all of the machine but for the mappers that XState has no named form for. */
export interface MachineConfigJson {
  readonly id: string
  readonly version: string
  readonly description?: string
  readonly meta: JsonObject
  readonly initial: { readonly target: string; readonly actions: readonly ActionConfig[] }
  readonly on: Readonly<Record<string, readonly TransitionConfig[]>>
  readonly states: Readonly<Record<string, StateNodeConfig>>
}
