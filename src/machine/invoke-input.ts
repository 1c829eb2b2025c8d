import type { ConversationData } from '../conditions/condition.js'

/**
 * What an actor of your own is given by a state's `invoke`.
 *
 * @example
 * type Input = import('talkchart').InvokeInput
 * const refund = async ({ requestId, data }: Input) => ({ idempotencyKey: requestId, order: data.order })
 * // With xstate: actors: { refund: fromPromise(({ input }: { input: Input }) => refund(input)) }
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
