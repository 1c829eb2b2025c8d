import type { ConversationContext } from '../../machine/context.js'
import type { GuardFunction } from '../guards/guard-input.js'

/** What a guard is given by XState. */
export interface Turn {
  readonly context: ConversationContext
  readonly event: { readonly type: string }
}

/** A guard as `setup` takes it. */
export type RuntimeGuard<Params = undefined> = (turn: Turn, params: Params) => boolean

/** Lets a guard look into any event. */
export function runtimeGuard<Params>(guard: GuardFunction<Params>): RuntimeGuard<Params> {
  return ({ context, event }, params) => guard({ context, event: { ...event } }, params)
}
