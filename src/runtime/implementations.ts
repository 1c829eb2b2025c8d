import type { AnyActorLogic } from 'xstate'
import type { StateHookArguments } from '../definition/flow.js'
import type { ConfigMeta } from '../machine/meta.js'
import { recordFailure } from './actions/record-failure.js'
import { recordInterrupted, recordReply, recordUnderstanding, relayDelta, saveOutput, speak } from './actions/reply-actions.js'
import { clearError, enter, raiseSpoken, raiseUnderstood, reachLimit } from './actions/state-actions.js'
import { countMiss, enqueue, refuse, takeFromInbox, takeUp } from './actions/user-actions.js'
import { deadlineActor } from './actors/deadline-actor.js'
import { respondActor } from './actors/respond-actor.js'
import { type UnderstandSupport, understandActor } from './actors/understand-actor.js'
import { builtInGuards, type NamedGuard } from './guards/built-in-guards.js'
import type { ConditionSupport } from './guards/condition-guards.js'
import { hookAction, type XStateAction, xstateAction } from './xstate-action.js'

/** What the implementations of a machine need besides its config. */
export interface ImplementationSupport extends UnderstandSupport, ConditionSupport {
  readonly hooks: ReadonlyMap<string, (input: StateHookArguments) => void>
}

/** The actions, guards and actors that a compiled config names. */
export interface BuiltInImplementations {
  readonly actions: Readonly<Record<string, XStateAction<never> | ReturnType<typeof hookAction>>>
  readonly guards: Readonly<Record<string, NamedGuard>>
  readonly actors: Readonly<Record<string, AnyActorLogic>>
}

export function builtInImplementations(meta: ConfigMeta, support: ImplementationSupport): BuiltInImplementations {
  const { maxMessages } = meta.flow
  const hooks = [...support.hooks].map(([name, hook]) => [name, hookAction(name, hook, support.report)] as const)
  return {
    guards: builtInGuards(support),
    actors: { respond: respondActor(support.model), understand: understandActor(support), deadline: deadlineActor },
    actions: {
      takeUp: xstateAction(takeUp(maxMessages)),
      enqueue: xstateAction(enqueue),
      takeFromInbox: xstateAction(takeFromInbox),
      refuse: xstateAction(refuse),
      countMiss: xstateAction(countMiss),
      enter: xstateAction(enter),
      reachLimit: xstateAction(reachLimit),
      clearError: xstateAction(clearError),
      raiseSpoken: xstateAction(raiseSpoken),
      raiseUnderstood: xstateAction(raiseUnderstood),
      speak: xstateAction(speak(maxMessages, (state) => meta.stateOf(state).promptParams ?? {})),
      recordReply: xstateAction(recordReply(maxMessages)),
      recordInterrupted: xstateAction(recordInterrupted(maxMessages)),
      recordUnderstanding: xstateAction(recordUnderstanding),
      saveOutput: xstateAction(saveOutput),
      relayDelta: xstateAction(relayDelta),
      recordFailure: xstateAction(recordFailure),
      ...Object.fromEntries(hooks),
    },
  }
}
