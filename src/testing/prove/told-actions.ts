import { emit, enqueueActions } from 'xstate'
import { isRecord } from '../../diagnostics/json.js'
import type { ConversationContext, StackFrame } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { ConversationEmitted } from '../../machine/events.js'
import { isBuiltInAction } from '../../machine/implementation-names.js'

/** Tells that a machine has done one of its actions; what it told its listeners in it follows. */
export interface ToldAction {
  readonly type: 'prove.acted'
  readonly action: string
  readonly params: Readonly<Record<string, unknown>>
  /** The state and the data after the action. */
  readonly state: string
  readonly data: ConversationContext['data']
  /** The last call on the stack before it. */
  readonly frame: StackFrame | undefined
  /** The name of the event that brought it about. */
  readonly event: string
  /** Whether it adds a message. */
  readonly speaks: boolean
}

interface Resolved {
  readonly context: ConversationContext
}

/** An action as XState asks it: see `xstateAction`. */
interface Resolvable {
  readonly resolve: (
    scope: unknown,
    snapshot: Resolved,
    input: { readonly context: ConversationContext; readonly event: { readonly type: string } },
    params: unknown,
  ) => readonly [next: Resolved, params: unknown, later: readonly unknown[] | undefined]
}

/** Returns the same machine, which also tells of each of its own actions, among its other events, in order. */
export function withToldActions(machine: ConversationMachine): ConversationMachine {
  const known: Readonly<Record<string, unknown>> = { ...machine.implementations.actions }
  const told = Object.entries(known).filter(([name, action]) => isBuiltInAction(name) && isResolvable(action))
  return machine.provide({
    actions: Object.fromEntries(told.map(([name, action]) => [name, telling(name, action as Resolvable)])),
  } as never)
}

/** Tells whether an event is such an action. */
export function isToldAction(event: ConversationEmitted | ToldAction): event is ToldAction {
  return event.type === 'prove.acted'
}

function isResolvable(action: unknown): boolean {
  return typeof action === 'function' && 'resolve' in action
}

function telling(name: string, { resolve }: Resolvable) {
  const told = (...asked: Parameters<typeof resolve>) => {
    const [next, given, later = []] = resolve(...asked)
    const [, , { context, event }, params] = asked
    const acted: ToldAction = {
      type: 'prove.acted',
      action: name,
      params: isRecord(params) ? params : {},
      state: next.context.state,
      data: next.context.data,
      frame: context.stack?.at(-1),
      event: event.type,
      speaks: next.context.messageCount > context.messageCount,
    }
    return [next, given, [emit(acted as never), ...later]]
  }
  return Object.assign(
    enqueueActions(() => undefined),
    { resolve: told },
  )
}
