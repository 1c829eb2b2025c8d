import type { ActionFunction } from 'xstate'
import type { ConversationContext } from '../../machine/context.js'
import type { ConversationEmitted } from '../../machine/events.js'
import type { Update } from '../actions/change.js'
import { xstateAction } from '../xstate-action.js'
import type { MachineEvent } from './machine-event.js'

/** An action as `setup` takes it. */
export type RuntimeAction<Params> = ActionFunction<
  ConversationContext,
  MachineEvent,
  MachineEvent,
  Params,
  never,
  never,
  never,
  never,
  ConversationEmitted
>

/** XState types an action by the events of its machine; ours can be given any. */
export function runtimeAction<Params = undefined>(update: Update<Params>): RuntimeAction<Params> {
  return xstateAction(update) as unknown as RuntimeAction<Params>
}
