import { replyOf } from '../record/snapshot-facts.js'
import type { Lifecycle } from './lifecycle.js'

/** Cuts off the reply that the model is making; gives whether it was making one. */
export function interruptReply(life: Lifecycle): boolean {
  if (!life.isAtHand || replyOf(life.session.snapshot) === undefined) return false
  life.session.actor.send({ type: 'conversation.interrupt' })
  return true
}
