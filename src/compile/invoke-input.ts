import type { ConversationData } from '../conditions/condition.js'

/**
 * What an actor of your own is given by a state's `invoke`.
 *
 * @example
 * // With xstate's fromPromise: fromPromise(({ input }: { input: InvokeInput }) => refund(input))
 * const refund = async ({ requestId, data }: InvokeInput) => ({ idempotencyKey: requestId, order: data.order })
 */
export interface InvokeInput<Data extends object = ConversationData> {
  /**
   * The same when this very call is made again, after a failure, a retry or a crash, and unlike that of any other call: what makes a payment
   * or a refund safe to repeat.
   */
  readonly requestId: string
  readonly conversationId: string
  /** The state that invokes it. */
  readonly state: string
  readonly data: Data
  /** The user's last message; empty before the first. */
  readonly text: string
}
