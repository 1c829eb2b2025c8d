import type { BuiltInAction } from '../../machine/implementation-names.js'
import type { ConfigMeta } from '../../machine/meta.js'
import { type RuntimeAction, xstateAction } from '../xstate-action.js'
import { recordInterrupted, recordReply, recordUnderstanding, relayDelta, saveOutput, speak } from './reply-actions.js'
import { clearError, enter, raiseSpoken, raiseUnderstood, reachLimit, recordFailure } from './state-actions.js'
import { countMiss, enqueue, refuse, takeFromInbox, takeUp } from './user-actions.js'

/** Makes the actions of every conversation, each with the type of its params. */
export function conversationActions({ flow: { maxMessages }, stateOf }: ConfigMeta) {
  return {
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
    speak: xstateAction(speak(maxMessages, (state) => stateOf(state).promptParams ?? {})),
    recordReply: xstateAction(recordReply(maxMessages)),
    recordInterrupted: xstateAction(recordInterrupted(maxMessages)),
    recordUnderstanding: xstateAction(recordUnderstanding),
    saveOutput: xstateAction(saveOutput),
    relayDelta: xstateAction(relayDelta),
    recordFailure: xstateAction(recordFailure),
  } satisfies Record<BuiltInAction, RuntimeAction<never>>
}
