import type { ConfigMeta } from '../../machine/meta.js'
import { recordFailure } from '../actions/record-failure.js'
import { recordInterrupted, recordReply, recordUnderstanding, relayDelta, saveOutput, speak } from '../actions/reply-actions.js'
import { clearError, enter, raiseSpoken, raiseUnderstood, reachLimit } from '../actions/state-actions.js'
import { countMiss, enqueue, refuse, takeFromInbox, takeUp } from '../actions/user-actions.js'
import { runtimeAction } from './runtime-action.js'

/** The actions of every conversation, each with the type of its params. */
export function conversationActions({ flow: { maxMessages }, stateOf }: ConfigMeta) {
  return {
    takeUp: runtimeAction(takeUp(maxMessages)),
    enqueue: runtimeAction(enqueue),
    takeFromInbox: runtimeAction(takeFromInbox),
    refuse: runtimeAction(refuse),
    countMiss: runtimeAction(countMiss),
    enter: runtimeAction(enter),
    reachLimit: runtimeAction(reachLimit),
    clearError: runtimeAction(clearError),
    raiseSpoken: runtimeAction(raiseSpoken),
    raiseUnderstood: runtimeAction(raiseUnderstood),
    speak: runtimeAction(speak(maxMessages, (state) => stateOf(state).promptParams ?? {})),
    recordReply: runtimeAction(recordReply(maxMessages)),
    recordInterrupted: runtimeAction(recordInterrupted(maxMessages)),
    recordUnderstanding: runtimeAction(recordUnderstanding),
    saveOutput: runtimeAction(saveOutput),
    relayDelta: runtimeAction(relayDelta),
    recordFailure: runtimeAction(recordFailure),
  }
}
