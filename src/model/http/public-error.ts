import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ModelUsage } from '../language-model.js'
import type { ModelErrorCode } from '../model-error.js'
import { safeUsage } from '../usage.js'

const MESSAGES = {
  timeout: 'The model did not answer in time.',
  refusal: 'The model refused to answer.',
  truncated: 'The answer was cut off at the limit of tokens.',
  empty: 'The model answered with nothing.',
  'off-schema': 'The model did not answer in the asked shape.',
  'rate-limit': 'The model has too many calls at the moment.',
  quota: 'The model has no quota left.',
  http: 'The model server answered with an error.',
  connection: 'The connection to the model failed.',
  aborted: 'The call to the model was aborted.',
  'no-model': 'There is no model to ask.',
  model: 'The call to the model failed.',
} satisfies Record<ModelErrorCode, string>

/** What the other side may know of a failure: its code and status, in words that are the same for everyone. */
export interface PublicError {
  readonly code: ModelErrorCode
  readonly status: number | null
  readonly message: string
  /** In milliseconds. */
  readonly retryAfter?: number
  readonly usage?: ModelUsage
}

/** Tells a model error's code from anything else. */
export function isModelErrorCode(code: unknown): code is ModelErrorCode {
  return typeof code === 'string' && Object.hasOwn(MESSAGES, code)
}

/** Returns what the other side is told of a failure of that code: the same words for everyone. */
export function publicSentence(code: ModelErrorCode): string {
  return MESSAGES[code]
}

/** Keeps everything back that could tell of the server's insides. */
export function publicError(error: unknown): PublicError {
  if (!TalkchartError.isInstance(error) || !isModelErrorCode(error.code)) return { code: 'model', status: null, message: MESSAGES.model }
  const [status, retryAfter, usage] = ['status', 'retryAfter', 'usage'].map((name): unknown => Reflect.get(error, name))
  return {
    code: error.code,
    status: typeof status === 'number' ? status : null,
    message: MESSAGES[error.code],
    ...(typeof retryAfter === 'number' && { retryAfter }),
    ...(typeof usage === 'object' && usage !== null && { usage: safeUsage(usage) }),
  }
}
