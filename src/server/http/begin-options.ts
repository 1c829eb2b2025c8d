import type { ConversationData } from '../../conditions/condition.js'
import { ProblemError } from '../protocol/problem.js'
import type { HandlerOptions, HandlerRequest } from './handler-options.js'

/**
 * Returns what a conversation begins with. What a client has sent is believed only by a function of the server's own.
 *
 * @throws {ProblemError} `data-refused`
 */
export async function beginOptions(
  options: Pick<HandlerOptions, 'data'>,
  request: HandlerRequest,
  id: string,
  given: unknown,
): Promise<{ readonly data?: ConversationData }> {
  if (options.data === undefined) {
    if (given !== undefined) throw new ProblemError('data-refused')
    return {}
  }
  const data = await options.data(request, { id, data: given })
  return data === undefined ? {} : { data }
}
