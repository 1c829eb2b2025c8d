import type { ConversationError, FailedStep } from '../../machine/index.js'
import { isModelErrorCode, publicSentence } from '../../model/http/public-error.js'
import type { ModelErrorCode } from '../../model/model-error.js'

/** Tells a client why a call failed, in words that are the same for everyone. What a provider or an actor said stays on the server. */
export interface PublicError {
  /** Why the model's call failed; `failed` for anything else. */
  readonly code: ModelErrorCode | 'failed'
  readonly message: string
  readonly during: FailedStep
  /** How long to wait before a retry, in milliseconds; absent where nobody said. */
  readonly retryAfter?: number
}

/** Keeps everything back that could tell of the server's insides. */
export function publicError({ code, during, retryAfter }: ConversationError): PublicError {
  const known = during !== 'invoke' && isModelErrorCode(code) ? code : 'failed'
  const message = known === 'failed' ? 'A step of the conversation failed.' : publicSentence(known)
  return { code: known, message, during, ...(retryAfter === undefined ? {} : { retryAfter }) }
}
