import type { AnyActorLogic, AnyActorRef } from 'xstate'

type Forwarded = Pick<AnyActorLogic, 'transition' | 'getInitialSnapshot' | 'restoreSnapshot' | 'start'>

/**
 * Makes a logic that stands for another one at each time. An actor is one logic's from its beginning to its end: the one that is the newest when it
 * begins.
 *
 * @param first gives all that no actor has a part in
 */
export function forwardLogic(first: AnyActorLogic, newest: () => AnyActorLogic): AnyActorLogic {
  const begun = new WeakMap<AnyActorRef, AnyActorLogic>()
  const logicOf = ({ self }: { readonly self: AnyActorRef }): AnyActorLogic => {
    const logic = begun.get(self) ?? newest()
    begun.set(self, logic)
    return logic
  }
  const forwarded: Forwarded = {
    transition: (snapshot, event, scope) => logicOf(scope).transition(snapshot, event, scope),
    getInitialSnapshot: (scope, input) => logicOf(scope).getInitialSnapshot(scope, input),
    restoreSnapshot: (snapshot, scope) => logicOf(scope).restoreSnapshot?.(snapshot, scope) ?? snapshot,
    start: (snapshot, scope) => logicOf(scope).start?.(snapshot, scope),
  }
  // Delegation keeps every other part of the logic.
  return Object.assign(Object.create(first), forwarded)
}
