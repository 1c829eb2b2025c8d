import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ModelErrorCode } from '../model-error.js'
import { type ErrorEvent, isModelErrorCode } from './protocol.js'

const MESSAGES = {
  timeout: 'The model did not answer in time.',
  refusal: 'The model refused to answer.',
  truncated: 'The answer was cut off at the limit of tokens.',
  empty: 'The model answered with nothing.',
  'off-schema': 'The model did not answer in the asked shape.',
  'rate-limit': 'The model has too many calls at the moment.',
  http: 'The model server answered with an error.',
  connection: 'The connection to the model failed.',
  aborted: 'The call to the model was aborted.',
  model: 'The call to the model failed.',
} satisfies Record<ModelErrorCode, string>

/** What the other side may know of a failure: its code and status, in words that are the same for everyone. */
export function publicError(error: unknown): ErrorEvent {
  const code = TalkchartError.isInstance(error) && isModelErrorCode(error.code) ? error.code : 'model'
  const status = TalkchartError.isInstance(error) && 'status' in error && typeof error.status === 'number' ? error.status : null
  return { type: 'error', code, status, message: MESSAGES[code] }
}
