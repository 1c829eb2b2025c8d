import { ConversationClosedError } from '../api/errors.js'

/**
 * What an open conversation is doing.
 *
 * | status | until |
 * |---|---|
 * | `opening`: the actor starts, and an overdue timer fires | it is done: `turn` for messages that were left pending, or `resting` |
 * | `resting`: it waits for a job | a job comes: `turn` or `reloading` |
 * | `turn`: a message, a retry or a cancellation runs | it is done: the status of the next job, or `resting` |
 * | `reloading`: the conversation is loaded anew, with another actor | it is done: the status of the next job, or `resting` |
 * | `closing`: its actor is stopped, and what was to be written is written | all of it is written: `closed` |
 * | `closed`: it does nothing any more | never |
 * | `unsaved`: a write failed, and what is in memory may not be stored | a job comes: `reloading` |
 *
 * Every status but `closed` can become `closing`.
 */
export type ConversationStatus =
  | { readonly name: 'opening' | 'resting' | 'turn' | 'reloading' }
  | { readonly name: 'unsaved'; readonly error: unknown }
  | { readonly name: 'closing'; readonly reason: ClosingReason; readonly written: Promise<void> }
  | { readonly name: 'closed'; readonly reason: ClosingReason }

/** Why a conversation was closed: its openers asked for it, or another writer was first, or the machine broke. */
export type ClosingReason = { readonly by: 'opener' } | { readonly by: 'failure'; readonly error: unknown }

// The statuses that carry nothing are made once, so that a turn makes none.
export const OPENING: ConversationStatus = { name: 'opening' }
export const RESTING: ConversationStatus = { name: 'resting' }
export const IN_TURN: ConversationStatus = { name: 'turn' }
export const RELOADING: ConversationStatus = { name: 'reloading' }

/** Returns what a write or the machine has failed with, after which nothing goes on from what is in memory. */
export function failureOf(status: ConversationStatus): { readonly error: unknown } | undefined {
  if (status.name === 'unsaved') return status
  return (status.name === 'closing' || status.name === 'closed') && status.reason.by === 'failure' ? status.reason : undefined
}

/** Returns the error that a closed conversation refuses requests with. */
export function refusalOf(id: string, reason: ClosingReason): unknown {
  return reason.by === 'failure' ? reason.error : new ConversationClosedError(id)
}
